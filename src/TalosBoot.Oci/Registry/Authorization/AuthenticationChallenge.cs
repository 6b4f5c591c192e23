namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>What a registry asks a client for in <c>WWW-Authenticate</c> (docs/formats/oci.md).</summary>
internal sealed record AuthenticationChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    const string Separators = "()<>@,;:\\\"/[]?={} \t";

    public bool IsBearer => Scheme == "bearer";

    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>The first challenge that is understood, or else the first, or null.</summary>
    public static AuthenticationChallenge? Choose(IEnumerable<string> headers)
    {
        var all = headers.Select(Parse).OfType<AuthenticationChallenge>().ToArray();
        return Array.Find(all, challenge => challenge.Scheme is "basic" or "bearer") ?? all.FirstOrDefault();
    }

    /// <summary>Reads one header, of which only the first challenge counts.</summary>
    public static AuthenticationChallenge? Parse(string header)
    {
        var position = 0;
        SkipSpace(header, ref position);
        var scheme = Token(header, ref position).ToLowerInvariant();
        if (scheme.Length == 0)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>();
        while (TryReadParameter(header, ref position, out var name, out var value))
        {
            parameters[name] = value;
            SkipSpace(header, ref position);
            if (position >= header.Length || header[position++] != ',')
            {
                break;
            }
        }

        return new AuthenticationChallenge(scheme, parameters);
    }

    static bool TryReadParameter(string header, ref int position, out string name, out string value)
    {
        SkipSpace(header, ref position);
        name = Token(header, ref position).ToLowerInvariant();
        value = string.Empty;
        SkipSpace(header, ref position);
        if (name.Length == 0 || position >= header.Length || header[position++] != '=')
        {
            return false;
        }

        SkipSpace(header, ref position);
        value = position < header.Length && header[position] == '"' ? Quoted(header, ref position) : Token(header, ref position);
        return value.Length > 0;
    }

    static string Token(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && text[position] is > ' ' and < '\x7f' && !Separators.Contains(text[position], StringComparison.Ordinal))
        {
            position++;
        }

        return text[start..position];
    }

    static string Quoted(string text, ref int position)
    {
        var result = new System.Text.StringBuilder();
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            position += text[position] == '\\' && position + 1 < text.Length ? 1 : 0;
            result.Append(text[position]);
        }

        position++;
        return result.ToString();
    }

    static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t')
        {
            position++;
        }
    }
}
