using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TalosBoot.Factory.Http;

/// <summary>What a request asks for, as it was sent: nothing of the path is resolved but percent signs.</summary>
/// <param name="Path">The decoded path. An encoded slash separates segments too, as in upstream's router.</param>
/// <param name="Query">The query without its question mark.</param>
internal readonly record struct RequestTarget(string Path, string Query)
{
    public static bool IsAsterisk(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget == "*";

    /// <summary>Reads the target of a request; false when its percent signs are wrong.</summary>
    public static bool TryRead(HttpContext context, out RequestTarget target)
    {
        target = Of(context);
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        return HasRightEscapes(end < 0 ? raw : raw[..end]);
    }

    static RequestTarget Of(HttpContext context)
    {
        var request = context.Request;
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var query = request.QueryString.HasValue ? request.QueryString.Value![1..] : string.Empty;
        if (string.IsNullOrEmpty(raw))
        {
            return new RequestTarget(request.Path.Value ?? "/", query);
        }

        var path = raw[0] == '/' ? raw.AsSpan() : AfterAuthority(raw);
        var end = path.IndexOf('?');
        var decoded = end < 0 && path.Length == raw.Length && !path.Contains('%') ? raw : Decode(end < 0 ? path : path[..end]);
        var pathBase = request.PathBase.Value ?? string.Empty;
        if (pathBase.Length > 0 && decoded.StartsWith(pathBase, StringComparison.OrdinalIgnoreCase))
        {
            decoded = decoded[pathBase.Length..];
        }

        return new RequestTarget(decoded.Length == 0 ? "/" : decoded, query);
    }

    /// <summary>The first value of a parameter of the query, or null. A pair with a semicolon is none.</summary>
    public string? Parameter(string name)
    {
        foreach (var pair in Query.Length == 0 ? [] : Query.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? pair : pair[..equals];
            if (key.Length > 0 && !pair.Contains(';', StringComparison.Ordinal) && TryDecodeQuery(key, out var decodedKey) && decodedKey == name
                && TryDecodeQuery(equals < 0 ? string.Empty : pair[(equals + 1)..], out var value))
            {
                return value;
            }
        }

        return null;
    }

    static ReadOnlySpan<char> AfterAuthority(string raw)
    {
        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : raw.IndexOf('/', scheme + 3);
        return scheme < 0 ? raw : slash < 0 ? "/" : raw.AsSpan(slash);
    }

    static bool TryDecodeQuery(string text, out string decoded)
    {
        decoded = Decode(text.Replace('+', ' '));
        return HasRightEscapes(text);
    }

    static bool HasRightEscapes(string text)
    {
        for (var index = text.IndexOf('%', StringComparison.Ordinal); index >= 0; index = text.IndexOf('%', index + 1))
        {
            if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
            {
                return false;
            }
        }

        return true;
    }

    static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '%' && index + 2 < text.Length && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]))
            {
                bytes[length++] = (byte)((HexValue(text[index + 1]) << 4) | HexValue(text[index + 2]));
                index += 2;
            }
            else
            {
                var pair = char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
                length += Encoding.UTF8.GetBytes(text.Slice(index, pair), bytes.AsSpan(length));
                index += pair - 1;
            }
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
