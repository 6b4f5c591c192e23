namespace TalosBoot.Factory.Observability;

/// <summary>One number of a series.</summary>
internal sealed class MetricCounter
{
    long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Add(long amount) => Interlocked.Add(ref _value, amount);
}
