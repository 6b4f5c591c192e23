namespace TalosBoot.Sigstore.Trust;

/// <summary>The time in which a key or authority is trusted, both ends included; no end when it still is.</summary>
internal readonly record struct ValidityPeriod(DateTimeOffset? Start, DateTimeOffset? End)
{
    public bool Contains(DateTimeOffset time) => (Start is null || time >= Start) && (End is null || time <= End);
}
