"""A job's progress: one fragment, polled while the work goes on, that any page may include."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.access import actor_of, signed_in
from core.models import Job
from core.registries import registries


def visible_job(request: HttpRequest, job_id: uuid.UUID, *, work: bool) -> Job:
    """The job, if its scope is open to the user; 404 otherwise."""
    job = Job.objects.filter(public_id=job_id).first()
    if job is None or not registries.may_see_scope(request.user, job.scope_kind, job.scope_id, work=work):
        raise Http404
    return job


@signed_in
@require_GET
def job_show(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The fragment for htmx, or a page of its own."""
    job = visible_job(request, job_id, work=False)
    template = "_components/job.html" if request.headers.get("HX-Request") else "core/job.html"
    response = render(request, template, {"job": job, "next": request.GET.get("next", "")})
    if job.is_over and request.headers.get("HX-Request"):
        response["HX-Trigger"] = "job-over"
        response["HX-Refresh"] = "true" if request.GET.get("refresh") else "false"
    return response


@signed_in
@require_POST
def job_cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Ask for a stop."""
    job = visible_job(request, job_id, work=True)
    jobs.cancel(job, by=actor_of(request))
    job.refresh_from_db()
    if request.headers.get("HX-Request"):
        return render(request, "_components/job.html", {"job": job})
    return redirect("core:job-show", job_id=job.public_id)
