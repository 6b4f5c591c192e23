using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Registry.Push;

/// <summary>A body out of content, or of a part of it. It tells when bytes went out, so that a long upload does not count as a stall.</summary>
internal sealed class UploadContent : HttpContent
{
    const int ChunkSize = 256 * 1024;

    readonly BlobSource _content;

    public UploadContent(BlobSource content, string mediaType)
    {
        _content = content;
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
    }

    /// <summary>Called after each piece.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Called after each piece with the bytes that went out so far.</summary>
    public Action<long>? Sent { get; init; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(ChunkSize, _content.Length)];
        for (var offset = 0L; offset < _content.Length; offset += buffer.Length)
        {
            var piece = buffer.AsMemory(0, (int)Math.Min(buffer.Length, _content.Length - offset));
            _content.Read(offset, piece.Span, cancellationToken);
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            Progressed?.Invoke();
            Sent?.Invoke(offset + piece.Length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Length;
        return true;
    }
}
