using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.AspNetCore.Http;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Assets;

/// <summary>Sends assets: whole or in part, or says that the client has them already (RFC 9110, 13 and 14).</summary>
internal static class AssetSender
{
    // Large pieces are sent fastest. A thousand clients share what they may take together.
    const int LargestPiece = 256 * 1024;
    const int SmallestPiece = 16 * 1024;
    const int MemoryOfPieces = 16 * 1024 * 1024;

    static int Copies;

    /// <summary>Answers with an asset.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="asset">The asset, which stays the caller's.</param>
    /// <param name="fileName">The name it is to be saved under; null for none.</param>
    /// <param name="mediaType">Its media type.</param>
    public static Task SendAsync(FactoryExchange exchange, OpenAsset asset, string? fileName, string mediaType) =>
        SendAsync(exchange, asset, Begin(exchange, asset, fileName, mediaType));

    /// <summary>Sends the part of an asset that an answer was begun for.</summary>
    public static Task SendAsync(FactoryExchange exchange, OpenAsset asset, ByteRange? part) =>
        part is { } range ? CopyAsync(exchange.Response, asset, range, exchange.Aborted) : Task.CompletedTask;

    /// <summary>Decides what the answer is, and writes its head.</summary>
    /// <returns>What of the asset is to be sent; null for nothing.</returns>
    public static ByteRange? Begin(FactoryExchange exchange, OpenAsset asset, string? fileName, string mediaType)
    {
        var (request, response, headers) = (exchange.Context.Request, exchange.Response, exchange.Response.Headers);
        var (tag, modifiedAt) = (TagOf(asset), TruncateToSeconds(asset.ModifiedAt));
        headers.ETag = tag;
        headers.LastModified = modifiedAt.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        if (Precondition(request.Headers, tag, modifiedAt) is { } status)
        {
            response.StatusCode = status;
            return null;
        }

        headers.ContentType = mediaType;
        headers.ContentDisposition = fileName is null ? default(Microsoft.Extensions.Primitives.StringValues) : Disposition(fileName);
        var range = new ByteRange(0, asset.Length);
        if (request.Headers.Range is { Count: 1 } wanted && HttpMethods.IsGet(request.Method) && IsRangeValid(request.Headers, tag, modifiedAt)
            && ByteRange.TryParse(wanted.ToString(), asset.Length, out var part))
        {
            if (part is not { } some)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{asset.Length}");
                headers.ContentType = default;
                headers.ContentDisposition = default;
                return null;
            }

            range = some;
            response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{asset.Length}");
        }

        response.ContentLength = range.Length;
        return exchange.IsHead ? null : range;
    }

    /// <summary>The same asset has the same bytes, so what it is known by is a strong validator.</summary>
    public static string TagOf(OpenAsset asset) => $"\"{asset.Identity.Hex}\"";

    /// <summary>Names a file for saving. Quotes are escaped, control characters become blanks, and other letters are told as RFC 8187 says.</summary>
    internal static string Disposition(string fileName)
    {
        var builder = new StringBuilder("attachment; filename=\"");
        foreach (var character in fileName)
        {
            _ = character is '"' or '\\' ? builder.Append('\\').Append(character)
                : builder.Append(character is < ' ' or '\x7f' ? ' ' : character > '\x7e' ? '_' : character);
        }

        builder.Append('"');
        return fileName.All(char.IsAscii) ? builder.ToString() : builder.Append("; filename*=UTF-8''").Append(Uri.EscapeDataString(fileName)).ToString();
    }

    static async Task CopyAsync(HttpResponse response, OpenAsset asset, ByteRange range, CancellationToken cancellationToken)
    {
        // The head goes first, since what is written before it is copied once more. Until then, what cannot be read is an answer with an error.
        _ = await asset.ReadAsync(range.Offset, new byte[1], cancellationToken).ConfigureAwait(false);
        await response.StartAsync(cancellationToken).ConfigureAwait(false);
        var writer = response.BodyWriter;
        var (offset, end) = (range.Offset, range.Offset + range.Length);
        Interlocked.Increment(ref Copies);
        try
        {
            while (offset < end)
            {
                var length = (int)Math.Min(PieceSize(), end - offset);
                var count = await asset.ReadAsync(offset, writer.GetMemory(length)[..length], cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new InvalidDataException("The asset is shorter than it was.");
                }

                writer.Advance(count);
                offset += count;
                var result = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (result.IsCompleted)
                {
                    break; // The client has gone.
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref Copies);
        }
    }

    /// <summary>A power of two, since the buffers that are lent have such sizes.</summary>
    static int PieceSize() => Math.Clamp(1 << BitOperations.Log2((uint)(MemoryOfPieces / Volatile.Read(ref Copies))), SmallestPiece, LargestPiece);

    /// <summary>Dates of HTTP have no fractions.</summary>
    static DateTimeOffset TruncateToSeconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    static int? Precondition(IHeaderDictionary headers, string tag, DateTimeOffset modifiedAt)
    {
        if (headers.IfMatch.Count > 0)
        {
            if (!Contains(headers.IfMatch.ToString(), tag, acceptsWeak: false))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (TryDate(headers.IfUnmodifiedSince, out var unmodified) && modifiedAt > unmodified)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (headers.IfNoneMatch.Count > 0)
        {
            return Contains(headers.IfNoneMatch.ToString(), tag, acceptsWeak: true) ? StatusCodes.Status304NotModified : null;
        }

        return TryDate(headers.IfModifiedSince, out var modified) && modifiedAt <= modified ? StatusCodes.Status304NotModified : null;
    }

    static bool IsRangeValid(IHeaderDictionary headers, string tag, DateTimeOffset modifiedAt)
    {
        var condition = headers.IfRange.ToString();
        return condition.Length == 0 || condition == tag || (TryDate(condition, out var date) && date == modifiedAt);
    }

    static bool Contains(string list, string tag, bool acceptsWeak) => list.Split(',', StringSplitOptions.TrimEntries)
        .Any(item => item == "*" || item == tag || (acceptsWeak && item.StartsWith("W/", StringComparison.Ordinal) && item[2..] == tag));

    static bool TryDate(string? text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);
}
