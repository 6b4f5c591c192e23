using System.Globalization;

namespace TalosBoot.Yaml;

/// <summary>An integer of 64 bits, signed or unsigned.</summary>
public sealed record YamlInteger : YamlValue
{
    /// <summary>Creates an integer.</summary>
    /// <param name="value">The value, from -2^63 to 2^64-1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of that range.</exception>
    public YamlInteger(Int128 value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, long.MinValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ulong.MaxValue);
        Value = value;
    }

    /// <summary>The value, from -2^63 to 2^64-1.</summary>
    public Int128 Value { get; }

    /// <summary>The decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
