using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TalosBoot.AspNetCore;

/// <summary>
/// Answers a request with a boot asset: its length, its file name, its entity tag, ranges and conditional requests. The bytes are read from the plan while
/// they are sent, and the asset is disposed when the answer has ended.
/// </summary>
/// <remarks>
/// An asset that is packed, such as <c>.zst</c>, and was not made ready before, is packed first (<see cref="BootAsset.PackAsync"/>): packed while it is sent,
/// it would keep the engine's threads and memory for as long as the client takes.
/// </remarks>
public sealed class BootAssetHttpResult : IResult, IContentTypeHttpResult, IFileHttpResult
{
    /// <summary>The media type where none is chosen.</summary>
    public const string DefaultContentType = "application/octet-stream";

    readonly BootAsset _asset;

    /// <summary>Makes the answer.</summary>
    /// <param name="asset">The asset, which the answer disposes.</param>
    /// <param name="contentType">The media type; null (the default) for <see cref="DefaultContentType"/>.</param>
    /// <param name="fileName">The name that browsers save it under; null (the default) for <see cref="BootAsset.FileName"/>.</param>
    /// <param name="entityTag">What <see cref="BootAssetEntityTag.CreateAsync"/> made of the asset, now or before; null (the default) for no tag.</param>
    public BootAssetHttpResult(BootAsset asset, string? contentType = null, string? fileName = null, EntityTagHeaderValue? entityTag = null)
    {
        ArgumentNullException.ThrowIfNull(asset);
        _asset = asset;
        ContentType = contentType ?? DefaultContentType;
        FileDownloadName = fileName ?? asset.FileName;
        EntityTag = entityTag;
    }

    /// <inheritdoc/>
    public string? ContentType { get; }

    /// <inheritdoc/>
    public string? FileDownloadName { get; }

    /// <summary>The entity tag; null for none.</summary>
    public EntityTagHeaderValue? EntityTag { get; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        using (_asset)
        {
            await _asset.PackAsync(progress: null, httpContext.RequestAborted).ConfigureAwait(false);
            var result = TypedResults.Stream(_asset.OpenRead(), ContentType, FileDownloadName, entityTag: EntityTag, enableRangeProcessing: true);
            await result.ExecuteAsync(httpContext).ConfigureAwait(false);
        }
    }
}
