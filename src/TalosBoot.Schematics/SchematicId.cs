using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using TalosBoot.Core.Documents;

namespace TalosBoot.Schematics;

/// <summary>The identifier of a schematic: the SHA-256 of its canonical text, as 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(ParsableJsonConverter<SchematicId>))]
public readonly record struct SchematicId : IParsable<SchematicId>
{
    const int HexLength = 64;
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    readonly string? _hex;

    SchematicId(string hex) => _hex = hex;

    /// <summary>The 64 digits.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>The identifier of the schematic without any customisation: <c>376567988ad3…</c>.</summary>
    public static SchematicId Empty { get; } = OfCanonical("customization: {}\n"u8);

    /// <summary>The identifier that belongs to a canonical text.</summary>
    /// <param name="canonical">The bytes of the text.</param>
    public static SchematicId OfCanonical(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return new SchematicId(Convert.ToHexStringLower(hash));
    }

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The identifier, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out SchematicId id)
    {
        var isId = text is { Length: HexLength } && !text.AsSpan().ContainsAnyExcept(HexDigits);
        id = isId ? new SchematicId(text!) : default;
        return isId;
    }

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no identifier.</exception>
    public static SchematicId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var id)
            ? id
            : throw new FormatException("A schematic identifier has 64 lower-case hexadecimal digits.");
    }

    static SchematicId IParsable<SchematicId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<SchematicId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SchematicId result) => TryParse(s, out result);

    /// <summary>The 64 digits.</summary>
    public override string ToString() => Hex;
}
