using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using TalosBoot.Core.Documents;

namespace TalosBoot.Core.Versions;

/// <summary>
/// A Talos version as profiles carry it: the text as given, and the numbers that decide what the version can do.
/// </summary>
/// <remarks>
/// Parsing is as tolerant as upstream's (docs/formats/profile.md): one leading <c>v</c>, missing parts are zero, leading zeros are dropped. Only
/// major, minor and patch count for comparisons, so <c>1.12.0-alpha.0</c> is 1.12.0, and equal to it. A text that is no version is kept as
/// <see cref="IsParsable">unparsable</see>, which most rules treat as the newest version, and is equal to the same text alone; the default value is one.
/// <see cref="IParsable{TSelf}"/>, and so JSON, takes versions only.
/// </remarks>
[JsonConverter(typeof(ParsableJsonConverter<TalosVersion>))]
public readonly record struct TalosVersion : IComparable<TalosVersion>, IParsable<TalosVersion>
{
    readonly string? _text;

    TalosVersion(string text, (uint Major, uint Minor, uint Patch)? numbers)
    {
        _text = text;
        IsParsable = numbers is not null;
        (Major, Minor, Patch) = numbers.GetValueOrDefault();
    }

    /// <summary>Creates the version <c>vMAJOR.MINOR.PATCH</c>.</summary>
    /// <param name="major">The major number.</param>
    /// <param name="minor">The minor number.</param>
    /// <param name="patch">The patch number.</param>
    public TalosVersion(uint major, uint minor, uint patch)
        : this(string.Create(CultureInfo.InvariantCulture, $"v{major}.{minor}.{patch}"), (major, minor, patch))
    {
    }

    /// <summary>The text as it was given, with or without its leading <c>v</c>.</summary>
    public string Text => _text ?? string.Empty;

    /// <summary>Whether the text is a version.</summary>
    public bool IsParsable { get; }

    /// <summary>The major number, or 0.</summary>
    public uint Major { get; }

    /// <summary>The minor number, or 0.</summary>
    public uint Minor { get; }

    /// <summary>The patch number, or 0.</summary>
    public uint Patch { get; }

    /// <summary>Reads a version. Never fails: a text that is no version gives an unparsable one.</summary>
    /// <param name="text">Text such as <c>v1.12.0</c>, <c>1.12</c> or <c>1.12.0-alpha.1</c>.</param>
    public static TalosVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TalosVersion(text, SemanticVersionNumbers.TryParseTolerant(text));
    }

    /// <summary>Reads a version.</summary>
    /// <param name="text">Text such as <c>v1.12.0</c>, <c>1.12</c> or <c>1.12.0-alpha.1</c>; null is none.</param>
    /// <param name="version">The version, or the default value.</param>
    /// <returns>False when the text is no version.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TalosVersion version)
    {
        var read = Parse(text ?? string.Empty);
        version = read.IsParsable ? read : default;
        return read.IsParsable;
    }

    static TalosVersion IParsable<TalosVersion>.Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, out var version) ? version : throw new FormatException("This is no version. Write one such as v1.12.0.");
    }

    static bool IParsable<TalosVersion>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TalosVersion result) =>
        TryParse(s, out result);

    /// <summary>Whether the version is this one or a later one. An unparsable version is later than all.</summary>
    public bool IsAtLeast(uint major, uint minor, uint patch = 0) =>
        !IsParsable || (Major, Minor, Patch).CompareTo((major, minor, patch)) >= 0;

    /// <summary>Compares the numbers. Unparsable versions are last, in the order of their texts.</summary>
    public int CompareTo(TalosVersion other) => (IsParsable, other.IsParsable) switch
    {
        (true, true) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch)),
        (false, false) => string.CompareOrdinal(Text, other.Text),
        _ => other.IsParsable.CompareTo(IsParsable),
    };

    /// <summary>Whether the numbers are the same, or the texts of what is no version.</summary>
    public bool Equals(TalosVersion other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        IsParsable ? HashCode.Combine(Major, Minor, Patch) : Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(TalosVersion left, TalosVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(TalosVersion left, TalosVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older, or the same.</summary>
    public static bool operator <=(TalosVersion left, TalosVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer, or the same.</summary>
    public static bool operator >=(TalosVersion left, TalosVersion right) => left.CompareTo(right) >= 0;

    /// <summary>The text as it was given.</summary>
    public override string ToString() => Text;
}
