"""The page without a network: ``unshare -rn python offline_page.py IMAGES PROJECT OUT``.

Starts ``serve`` with the Python that runs this, has all images predicted and exported by the page's
calls, and writes the ZIP file to OUT.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import time
from urllib.request import Request, urlopen

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
ELSEWHERE = ("192.0.2.1", 80)  # an address for documentation, RFC 5737


def cut_off():
    """Start the loopback of this network namespace, and see that no way leads out of it."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))
    try:
        socket.create_connection(ELSEWHERE, timeout=5).close()
    except OSError as error:
        return error.strerror
    raise AssertionError("there is a network")


def call(address, method, path, body=None):
    data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
    with urlopen(Request(f"{address}{path}", data, kind, method=method), timeout=60) as answer:
        return answer.read()


def use(address, out):
    """Predict and export; return the list of images."""
    assert b"<title>" in call(address, "GET", "")
    call(address, "POST", "api/predictions", {"images": "all"})
    while (now := json.loads(call(address, "GET", "api/predictions")))["of"] > now["done"]:
        time.sleep(0.2)
    done = json.loads(call(address, "POST", "api/exports", {"formats": ["coco", "csv", "labels"]}))
    with open(out, "wb") as file:
        file.write(call(address, "GET", done["url"].lstrip("/")))
    return json.loads(call(address, "GET", "api/images"))


def main(images, project, out):
    told = {"network": cut_off()}
    command = [sys.executable, "-m", "mmcsam", "serve", images, "--project", project, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(line for line in server.stdout if line.startswith("http")).strip()
            told["images"] = use(address, out)
        finally:
            server.terminate()
            told["said"] = server.stdout.read()
    print(json.dumps(told | {"ended": server.returncode}))


if __name__ == "__main__":
    main(*sys.argv[1:])
