"""Signing in and out, and in the demo being someone else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guohe.identity.domain.demo_cast import CAST
from guohe.identity.operations.sign_in import account_for_request, record_presence, sign_in
from guohe.identity.web.forms import SignInForm
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame

BACKEND = "guohe.identity.web.backend.AccountBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Asks for username and password; after five tries with one name it asks to wait."""
    lang = language()
    form = SignInForm(request.POST or None, lang=lang)
    if request.method == "POST" and form.is_valid():
        try:
            account = sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                now=clock.now(),
            )
        except Refused as refusal:
            for finding in refusal.findings:
                form.add_error("username", finding.sentence(lang))
        else:
            login(request, account, backend=BACKEND)
            return HttpResponseRedirect(_next(request))
    page = Frame(title=say("identity.sign-in.title", lang), faulty=bool(form.errors))
    return render(
        request,
        "identity/sign_in.html",
        {"page": page, "form": form, "next": request.POST.get("next") or request.GET.get("next", "")},
        status=422 if form.errors else 200,
    )


@never_cache
@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """Ends the session; a draft that was saved stays saved."""
    account = account_for_request(request.user.get_username())
    if account is not None and SESSION_KEY in request.session:
        record_presence(account=account, action="identity.session.closed", now=clock.now())
    logout(request)
    # Going back shows nothing of what was read: the browser lets go of the pages that it kept.
    return HttpResponseRedirect(reverse("identity:sign-in"), headers={"Clear-Site-Data": '"cache"'})


@never_cache
@require_POST
def be(request: HttpRequest, username: str = "") -> HttpResponse:
    """Demo only: shows the same page as another of the cast sees it. Elsewhere this page does not exist."""
    if settings.MODE != "demo":
        raise Http404
    wanted = username or request.POST.get("username", "")
    account = account_for_request(wanted) if any(member.username == wanted for member in CAST) else None
    if account is None or not account.is_demo:
        raise Http404
    login(request, account, backend=BACKEND)
    record_presence(account=account, action="identity.demo.role_taken", now=clock.now())
    return HttpResponseRedirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go, if it is on this site; Today otherwise."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return f"/{language()}/"
