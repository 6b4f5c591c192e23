#!/usr/bin/env python3
"""A registry on loopback that sends one blob slowly: eng/slow-registry.py BYTES_A_SECOND LENGTH [PROGRAM...]

Without a program it prints its address and serves until it is ended. With one, it runs that program with {image} replaced by the reference of an image
whose layer comes that slowly, and prints how long that took and how it ended. With the defaults of RegistryOptions, 1 byte a second ends within two
minutes, and 50000 bytes a second with a length of 100000000 succeeds after 34 minutes:

  eng/slow-registry.py 1 1000000 dotnet artifacts/bin/TalosBoot.Samples.Cli/release/talosboot-cli.dll image pull {image} /dev/null
"""
import hashlib
import http.server
import json
import subprocess
import sys
import threading
import time

rate, length = int(sys.argv[1]), int(sys.argv[2])
layer = bytes(length)


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


config = json.dumps({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [digest(layer)]}}).encode()
manifest = json.dumps({
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": len(config), "digest": digest(config)},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "size": length, "digest": digest(layer)}],
}).encode()


class Registry(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        content, kind = {
            "/v2/": (b"{}", "application/json"),
            "/v2/slow/manifests/v1": (manifest, "application/vnd.oci.image.manifest.v1+json"),
            f"/v2/slow/blobs/{digest(config)}": (config, "application/octet-stream"),
            f"/v2/slow/blobs/{digest(layer)}": (layer, "application/octet-stream"),
        }.get(self.path, (None, None))
        if content is None:
            self.send_error(404)
            return
        start = int(self.headers.get("Range", "bytes=0-")[6:].rstrip("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        if content is not layer:
            self.wfile.write(content)
            return
        piece = max(1, rate // 10)
        for place in range(start, length, piece):
            self.wfile.write(content[place:place + piece])
            self.wfile.flush()
            time.sleep(piece / rate)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
server.daemon_threads = True
image = f"127.0.0.1:{server.server_address[1]}/slow:v1"
if len(sys.argv) == 3:
    print(image, flush=True)
    server.serve_forever()
threading.Thread(target=server.serve_forever, daemon=True).start()
begin = time.monotonic()
ended = subprocess.run([part.replace("{image}", image) for part in sys.argv[3:]])
print(f"{time.monotonic() - begin:.1f} s, exit code {ended.returncode}")
