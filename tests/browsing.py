"""A person at a browser: logs in to the catalogue, and lets fsbridge in or not."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests
from freesound_service import PASSWORD, USER


class Form(HTMLParser):
    """The one form of a page: its fields as they stand, and the address that it is sent to."""

    def __init__(self, page: requests.Response) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._page_url = page.url
        self.feed(page.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.address = urljoin(self._page_url, attrs["action"])
        elif tag == "input" and "name" in attrs:
            self.fields[attrs["name"]] = attrs.get("value") or ""


def visit(url: str, *, user: str = USER, password: str = PASSWORD, allow: bool = True) -> str:
    """Log in and answer what is asked on that page; gives the address that the browser is sent to in the end."""
    with requests.Session() as browser:
        login = Form(browser.get(url, timeout=30))
        person = {"username": user, "password": password}
        page = browser.post(login.address, login.fields | person, allow_redirects=False, timeout=30)
        page = browser.get(urljoin(page.url, page.headers["Location"]), allow_redirects=False, timeout=30)
        if not page.is_redirect:  # else they agreed before
            consent = Form(page)
            if not allow:
                del consent.fields["allow"]
            page = browser.post(consent.address, consent.fields, allow_redirects=False, timeout=30)
        return page.headers["Location"]
