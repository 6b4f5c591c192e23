using System.Text;

namespace TalosBoot.Boot.Measurement;

/// <summary>A PCR while it is extended.</summary>
/// <param name="bank">Its bank.</param>
internal sealed class PcrValue(PcrBank bank)
{
    byte[] _value = new byte[bank.Hash([]).Length];

    /// <summary>The value so far.</summary>
    public byte[] Value => [.. _value];

    /// <summary>Extends with data.</summary>
    public void Extend(ReadOnlySpan<byte> data) => ExtendHash(bank.Hash(data));

    /// <summary>Extends with ASCII text.</summary>
    public void Extend(string text) => Extend(Encoding.ASCII.GetBytes(text));

    /// <summary>Extends with data of which the hash is known.</summary>
    public void ExtendHash(ReadOnlySpan<byte> hash) => _value = bank.Hash([.. _value, .. hash]);
}
