using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TalosBoot.AspNetCore;

/// <summary>Adds boot assets to the results that <see cref="Results.Extensions"/> and <see cref="TypedResults.Extensions"/> offer.</summary>
public static class BootAssetResultExtensions
{
    /// <summary>Answers with a boot asset, which is disposed when the answer has ended.</summary>
    /// <param name="extensions">Marks the place where results of other libraries are found.</param>
    /// <param name="asset">The asset.</param>
    /// <param name="contentType">The media type; null (the default) for <c>application/octet-stream</c>.</param>
    /// <param name="fileName">The name that browsers save it under; null (the default) for <see cref="BootAsset.FileName"/>.</param>
    /// <param name="entityTag">The entity tag; null (the default) for none.</param>
    /// <returns>The result.</returns>
    public static BootAssetHttpResult BootAsset(
        this IResultExtensions extensions, BootAsset asset, string? contentType = null, string? fileName = null, EntityTagHeaderValue? entityTag = null)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        return new BootAssetHttpResult(asset, contentType, fileName, entityTag);
    }
}
