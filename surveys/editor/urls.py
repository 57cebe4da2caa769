"""Writing questionnaires on screen."""

from django.urls import path

from surveys.editor import views, views_library, views_part, views_preview, views_question, views_versions

DRAFT = "drafts/<uuid:draft_id>/"
VERSION = "questionnaires/<uuid:version_id>/"
urlpatterns = [
    path("questionnaires/write/", views.write_new, name="questionnaire-write"),
    path(f"{VERSION}draft/", views.draft_begin, name="draft-begin"),
    path(f"{VERSION}preview/", views_preview.version_preview, name="version-preview"),
    path(f"{VERSION}try/", views_preview.version_try, name="version-try"),
    path(f"{VERSION}routing/", views_versions.version_graph, name="version-graph"),
    path(f"{VERSION}differences/", views_versions.version_compare, name="version-compare"),
    path(f"{VERSION}workbook/", views_versions.version_workbook, name="version-workbook"),
    path(f"{VERSION}upload/", views_versions.version_upload, name="version-upload"),
    path("received/<uuid:questionnaire_id>/", views_versions.version_received, name="version-received"),
    path("library/", views_library.library, name="library"),
    path("library/<slug:code>/", views_library.entry_show, name="library-show"),
    path("library/<slug:code>/use/", views_library.entry_use, name="library-use"),
    path("library/<slug:code>/preview/", views_library.entry_preview, name="library-preview"),
    path("library/<slug:code>/try/", views_library.entry_try, name="library-try"),
    path("library/<slug:code>/workbook/", views_library.entry_workbook, name="library-workbook"),
    path(DRAFT, views.draft_show, name="draft-show"),
    path(f"{DRAFT}heading/", views.heading, name="draft-heading"),
    path(f"{DRAFT}parts/", views.section_change, name="draft-section"),
    path(f"{DRAFT}part/<slug:name>/", views_part.part_when, name="draft-part"),
    path(f"{DRAFT}questions/new/", views_question.question_new, name="draft-question-new"),
    path(f"{DRAFT}questions/seen/", views_question.question_seen_as, name="draft-question-seen"),
    path(f"{DRAFT}question/<slug:name>/", views_question.question_edit, name="draft-question"),
    path(f"{DRAFT}question/<slug:name>/step/", views_question.question_step, name="draft-question-step"),
    path(f"{DRAFT}preview/", views_preview.draft_preview, name="draft-preview"),
    path(f"{DRAFT}try/", views_preview.draft_try, name="draft-try"),
    path(f"{DRAFT}routing/", views_versions.draft_graph, name="draft-graph"),
    path(f"{DRAFT}differences/", views_versions.draft_compare, name="draft-compare"),
    path(f"{DRAFT}history/", views.history, name="draft-history"),
    path(f"{DRAFT}keep/", views.keep, name="draft-keep"),
    path(f"{DRAFT}discard/", views.discard, name="draft-discard"),
]
