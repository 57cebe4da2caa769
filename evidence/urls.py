"""Sources and files of a case."""

from django.urls import path

from evidence import urls_facts, views
from evidence.looking.views import file_column, file_prepare
from evidence.several import views as several
from evidence.timeline import urls as timeline
from evidence.twice.views import overlap_show
from evidence.twice.views_pairs import overlap_rows, overlap_rows_csv
from evidence.views import custody

app_name = "evidence"
urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("panel/", views.panel, name="panel"),
    *urls_facts.urlpatterns,
    *timeline.urlpatterns,
    path("screens/", views.screens, name="screens"),
    path("sources/new/", views.source_new, name="source-new"),
    path("sources/<uuid:source_id>/files/", several.source_files, name="source-files"),
    path("sources/<uuid:source_id>/read/", several.source_read, name="source-read"),
    path("files/new/", views.file_new, name="file-new"),
    path("files/<uuid:file_id>/", views.file_show, name="file-show"),
    path("files/<uuid:file_id>/look/", file_prepare, name="file-look"),
    path("files/<uuid:file_id>/columns/<slug:what>/", file_column, name="file-column"),
    path("files/<uuid:file_id>/import/", views.file_import, name="file-import"),
    path("files/<uuid:file_id>/stop/", several.file_stop, name="file-stop"),
    path("files/<uuid:file_id>/rejects/", views.file_rejects, name="file-rejects"),
    path("files/<uuid:file_id>/custody/", custody.custody_show, name="custody"),
    path("files/<uuid:file_id>/custody.pdf", custody.custody_pdf, name="custody-pdf"),
    path("files/<uuid:file_id>/custody/handed-over/", custody.custody_hand_over, name="custody-hand-over"),
    path("files/<uuid:file_id>/custody/opening/", custody.opening_ask, name="opening-ask"),
    path("files/<uuid:file_id>/original/", custody.original_take, name="original-take"),
    path("files/<uuid:file_id>/unlock/", custody.file_unlock, name="file-unlock"),
    path("overlaps/<uuid:overlap_id>/", overlap_show, name="overlap-show"),
    path("overlaps/<uuid:overlap_id>/rows/", overlap_rows, name="overlap-rows"),
    path("overlaps/<uuid:overlap_id>/rows.csv", overlap_rows_csv, name="overlap-rows-csv"),
    path("openings/<uuid:opening_id>/decide/", custody.opening_decide, name="opening-decide"),
]
