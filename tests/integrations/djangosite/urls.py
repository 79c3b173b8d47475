"""The pages of the test project: django-helpdesk, and one that says what reached it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # type: ignore[untyped-decorator] # Django ships no types
def echo(request: HttpRequest) -> HttpResponse:
    """Fields, files and body as the view sees them."""
    files = {name: [one.name, one.read().decode()] for name, one in request.FILES.items()}
    body = "" if request.POST or files else request.body.decode()
    return JsonResponse({"fields": dict(request.POST.items()), "files": files, "body": body})


urlpatterns = [
    path("echo/", echo),
    path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")),
]
