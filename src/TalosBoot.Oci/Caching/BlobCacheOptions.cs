using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Core.Work;

namespace TalosBoot.Oci.Caching;

/// <summary>How a <see cref="BlobCache"/> works.</summary>
public sealed record BlobCacheOptions
{
    /// <summary>
    /// How many bytes all blobs may take together. When a new blob takes them beyond that, those that were not used for the longest time are deleted.
    /// Those that this process still has in hands stay until it has not. Default null: without limit.
    /// </summary>
    public long? MaximumSize { get; init; }

    /// <summary>How many bytes one blob may have. Default 64 GiB.</summary>
    public long MaximumBlobSize { get; init; } = 64L << 30;

    /// <summary>Whether a folder is used that other users may write. Default false: they could have blobs deleted, or waste work.</summary>
    public bool AllowForeignWriters { get; init; }

    /// <summary>For how long an unfinished download is kept to go on from. Default 7 days.</summary>
    public TimeSpan PartialLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Is told of each blob that is fetched. Default nobody.</summary>
    public IProgress<BuildProgress>? Progress { get; init; }

    /// <summary>The clock: when blobs were used, and the waits for other processes. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Is told of what is fetched, damaged and deleted. Default nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
