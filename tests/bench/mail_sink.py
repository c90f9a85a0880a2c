"""`python -m tests.bench.mail_sink`: an SMTP server that takes everything and keeps nothing; prints its port."""

import asyncio

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
