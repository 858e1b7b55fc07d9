"""Mail servers of a test, aiosmtpd's, each with its own certificate.

Arguments: the maildir to fill, then MODE:PEM for each server, MODE being starttls (nothing goes before it), tls or login (starttls and a login).
Prints their ports in one line, and ends with its standard input.
"""

import asyncio
import ssl
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult


class Picky(Mailbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such user: what you sent was SECRET"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def is_known(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"ringback" and data.password == b"geheim of the mail", handled=False)


def protocol(mode, context, handler):
    options = {}
    if mode != "tls":
        options = {"tls_context": context, "require_starttls": True}
    if mode == "starttls":
        options |= {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
    if mode == "login":
        options |= {"authenticator": is_known, "auth_required": True}
    return SMTP(handler, hostname="mail.test", **options)


async def main(folder, *servers):
    handler = Picky(folder)
    ports = []
    for server in servers:
        mode, pem = server.split(":", 1)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        listener = await asyncio.get_running_loop().create_server(
            lambda mode=mode, context=context: protocol(mode, context, handler),
            "127.0.0.1",
            0,
            ssl=context if mode == "tls" else None,
        )
        ports.append(listener.sockets[0].getsockname()[1])
    print(*ports, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
