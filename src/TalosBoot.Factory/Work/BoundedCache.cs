using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Factory.Work;

/// <summary>
/// Remembers values up to a number and a size. There are two generations: what is used moves into the young one, and when that is full the old one is
/// forgotten. So a read takes no lock, and the order of use is kept as well as is useful.
/// </summary>
/// <param name="capacity">How many values are remembered at most.</param>
/// <param name="maximumWeight">How much they may weigh together.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity, long maximumWeight = long.MaxValue)
    where TKey : notnull
{
    readonly int _generationCapacity = Math.Max(1, capacity / 2);
    readonly long _generationWeight = maximumWeight / 2;
    readonly Lock _lock = new();
    volatile ConcurrentDictionary<TKey, (TValue Value, long Weight)> _young = new();
    volatile ConcurrentDictionary<TKey, (TValue Value, long Weight)> _old = new();
    long _weight;
    int _count;

    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out var entry))
        {
            value = entry.Value;
            return true;
        }

        if (_old.TryRemove(key, out entry))
        {
            Add(key, entry.Value, entry.Weight);
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    public void Set(TKey key, TValue value, long weight = 1)
    {
        _old.TryRemove(key, out _);
        Add(key, value, weight);
    }

    /// <summary>Remembers a value unless the one that is remembered is to stay, whatever else is set at the same time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="weight">What it weighs.</param>
    /// <param name="stays">Whether a value stays.</param>
    /// <returns>What is remembered now.</returns>
    public TValue SetUnless(TKey key, TValue value, long weight, Func<TValue, bool> stays)
    {
        // Generations do not change meanwhile. What is on its way from the old one into the young one takes the place of the value.
        lock (_lock)
        {
            if (_old.TryGetValue(key, out var older) && stays(older.Value))
            {
                return older.Value;
            }

            var entry = _young.AddOrUpdate(key, static (_, added) => added.Entry, static (_, known, added) => added.Stays(known.Value) ? known : added.Entry,
                (Entry: (value, weight), Stays: stays));
            MakeRoom(weight);
            return entry.Value;
        }
    }

    public void Remove(TKey key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }

    void Add(TKey key, TValue value, long weight)
    {
        if (weight > _generationWeight)
        {
            return;
        }

        // Numbers of their own: a concurrent dictionary takes all its locks to count. What is set again counts again, which only makes room earlier.
        _young[key] = (value, weight);
        MakeRoom(weight);
    }

    void MakeRoom(long weight)
    {
        if (Interlocked.Add(ref _weight, weight) <= _generationWeight & Interlocked.Increment(ref _count) <= _generationCapacity)
        {
            return;
        }

        lock (_lock)
        {
            if (_weight > _generationWeight || _count > _generationCapacity)
            {
                _old = _young;
                _young = new();
                (_weight, _count) = (0, 0);
            }
        }
    }
}
