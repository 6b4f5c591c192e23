using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>Serves one blob, as a registry would, and remembers from which offsets.</summary>
sealed class BlobOrigin(byte[] content)
{
    readonly ConcurrentQueue<long> _offsets = new();

    public OciDescriptor Descriptor { get; init; } = new() { MediaType = "a/b", Digest = Digest.Sha256(content), Size = content.Length };

    public IReadOnlyList<long> Offsets => [.. _offsets];

    /// <summary>How many bytes one answer gives; all by default.</summary>
    public int AnswerLength { get; init; } = int.MaxValue;

    /// <summary>At which byte the connection is lost for good; never by default.</summary>
    public long FailAt { get; set; } = long.MaxValue;

    /// <summary>What is awaited before each answer.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public async ValueTask<Stream> OpenAsync(long offset, CancellationToken cancellationToken)
    {
        _offsets.Enqueue(offset);
        await Gate.WaitAsync(cancellationToken);
        var end = Math.Min(content.Length, offset + AnswerLength);
        return new FailingStream(content[(int)offset..(int)end], FailAt - offset);
    }

    sealed class FailingStream(byte[] bytes, long failAt) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return Position >= failAt
                ? throw new TimeoutException("The connection was lost.")
                : base.Read(buffer.Span[..(int)Math.Min(buffer.Length, failAt - Position)]);
        }
    }
}
