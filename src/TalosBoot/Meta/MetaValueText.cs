using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;

namespace TalosBoot.Meta;

/// <summary>The text form of a META value: <c>key=value</c> (docs/formats/profile.md). Values may be secrets: they never appear in messages.</summary>
public static class MetaValueText
{
    /// <summary>Reads <c>key=value</c>; the key may be decimal, hexadecimal, octal or binary, as in Go.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ProfileValidationException">The text has no <c>=</c> (TB1011), or its key is not a number from 0 to 255 (TB1010).</exception>
    public static MetaValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var separator = text.IndexOf('=', StringComparison.Ordinal);
        if (separator < 0)
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidMetaValue, "customization.metaContents", "invalid value: a META value is written key=value.");
        }

        return GoInteger.TryParseByte(text[..separator], out var key)
            ? new MetaValue(key, text[(separator + 1)..])
            : throw new ProfileValidationException(
                DiagnosticIds.InvalidMetaKey, "customization.metaContents",
                $"invalid key \"{text[..separator]}\": a META key is a number from 0 to 255.");
    }

    /// <summary>The text form: <c>0x</c> and the key in hexadecimal without padding, an equals sign, and the value.</summary>
    /// <param name="value">The value.</param>
    public static string ToText(this MetaValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"0x{value.Key:x}={value.Value}";
    }
}
