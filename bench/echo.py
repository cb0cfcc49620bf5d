"""python-osc's own asyncio server, sending back what it gets: the measure for a local fetch."""

import asyncio

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import AsyncIOOSCUDPServer


async def main() -> None:
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda address, *arguments: (address, *arguments))
    server = AsyncIOOSCUDPServer(("127.0.0.1", 0), dispatcher, asyncio.get_running_loop())
    transport, _ = await server.create_serve_endpoint()
    print("port", transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
