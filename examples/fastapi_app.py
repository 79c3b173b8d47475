"""Tickets over HTTP whose text is clean before the application reads it.

    pip install 'kvkkscan[web]' fastapi uvicorn
    uvicorn fastapi_app:app
    curl localhost:8000/tickets -H 'Content-Type: application/json' -d '{"body": "kartım 5555 5555 5555 4444"}'

In Starlette the same line adds the middleware: `app.add_middleware(KvkkscanMiddleware, paths=["/tickets"])`.
"""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel

from kvkkscan.integrations.asgi import KvkkscanMiddleware


class Ticket(BaseModel):
    """What a customer sends."""

    body: str
    tckn: str = ""


app = FastAPI()
app.add_middleware(KvkkscanMiddleware, paths=["/tickets"])


@app.post("/tickets")
def create(ticket: Ticket) -> Ticket:
    """Would store the ticket; says what it would store."""
    return ticket
