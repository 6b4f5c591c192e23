using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Takes uploads as the specification says, with the faults that a test puts before it.</summary>
sealed class UploadScript
{
    readonly FaultRegistry _server;
    readonly List<byte> _received = [];
    int _step;

    public UploadScript(FaultRegistry server, string repository)
    {
        _server = server;
        var uploads = $"/v2/{repository}/blobs/uploads/";
        server.Always("POST", uploads, request => request.Target.Contains("mount=", StringComparison.Ordinal) ? null : Begin(uploads));
        server.Always("PATCH", uploads, request => Take(request, uploads));
        server.Always("GET", uploads, _ => Progress(204, uploads));
        server.Always("DELETE", uploads, _ => new FaultAnswer(204));
        server.Always("PUT", uploads, request => Commit(request, repository));
    }

    public byte[] Received => [.. _received];

    /// <summary>The smallest chunk that is told; 0 for none.</summary>
    public int MinimumChunk { get; init; }

    FaultAnswer Begin(string uploads)
    {
        _received.Clear();
        var answer = Progress(202, uploads);
        return MinimumChunk == 0 ? answer : answer.With("OCI-Chunk-Min-Length", MinimumChunk.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The address changes at each step, and has a query of its own.</summary>
    FaultAnswer Progress(int status, string uploads) => new FaultAnswer(status)
        .With("Location", $"{uploads}id?_state=s%2B{_step++}").With("Range", $"0-{Math.Max(0, _received.Count - 1)}");

    FaultAnswer Take(FaultRequest request, string uploads)
    {
        if (request["Content-Range"] is { } range && int.Parse(range.Split('-')[0], CultureInfo.InvariantCulture) != _received.Count)
        {
            return Progress(416, uploads);
        }

        _received.AddRange(request.Body);
        return Progress(202, uploads);
    }

    FaultAnswer Commit(FaultRequest request, string repository)
    {
        var digest = Digest.Sha256(_received.ToArray());
        if (!request.Target.EndsWith($"&digest=sha256%3A{digest.Hex}", StringComparison.Ordinal) || !request.Target.Contains("_state=s%2B", StringComparison.Ordinal))
        {
            return FaultAnswer.Text(400, """{"errors":[{"code":"DIGEST_INVALID","message":"not that"}]}""");
        }

        _server.AddBlob(repository, [.. _received]);
        return new FaultAnswer(201);
    }

    /// <summary>Keeps some bytes of the next chunk, and resets the connection instead of an answer.</summary>
    public void CutNextChunk(int kept)
    {
        var isDone = false;
        _server.Always("PATCH", "/v2/", request =>
        {
            if (isDone)
            {
                return null;
            }

            isDone = true;
            _received.AddRange(request.Body.Take(kept));
            return new FaultAnswer(503);
        });
    }
}
