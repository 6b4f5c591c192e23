namespace TalosBoot.Schematics;

/// <summary>A value of the META partition.</summary>
public sealed record MetaValue
{
    readonly string _value = string.Empty;

    /// <summary>Creates the value with key 0 and no text.</summary>
    public MetaValue()
    {
    }

    /// <summary>Creates a value.</summary>
    /// <param name="key">The key, such as 10 for the network configuration of the metal platform.</param>
    /// <param name="value">The text.</param>
    public MetaValue(byte key, string value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key.</summary>
    public byte Key { get; init; }

    /// <summary>The text.</summary>
    public string Value
    {
        get => _value;
        init => _value = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The key alone; the text may be a secret.</summary>
    public override string ToString() => $"META {Key}";
}
