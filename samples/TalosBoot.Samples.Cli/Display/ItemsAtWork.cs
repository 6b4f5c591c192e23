using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>The items of a build that have begun and not ended.</summary>
/// <param name="time">The clock for rates.</param>
sealed class ItemsAtWork(TimeProvider time)
{
    /// <summary>The oldest first.</summary>
    readonly List<(BuildProgress Latest, long Begun)> _items = [];

    /// <summary>
    /// What a line has room for: the oldest of the items, which stays until it ends, so that names do not jump. Those that have not moved yet, such as an
    /// image that is unpacked when it is fetched, let others go before them.
    /// </summary>
    public (BuildProgress Latest, long Begun)? Oldest
    {
        get
        {
            var index = _items.FindIndex(item => item.Latest is { BytesTotal: not null, BytesDone: > 0 });
            index = index >= 0 ? index : _items.FindIndex(item => item.Latest.BytesTotal is not null);
            return _items.Count == 0 ? null : _items[Math.Max(index, 0)];
        }
    }

    /// <summary>Takes a report. The first one of an item begins it, also where that has no bytes and so all of them at once.</summary>
    /// <param name="value">The report.</param>
    /// <returns>Whether the item ends with it.</returns>
    public bool Note(BuildProgress value)
    {
        var isWhole = value.BytesDone == value.BytesTotal;
        var index = _items.FindIndex(item => (item.Latest.Stage, item.Latest.Item) == (value.Stage, value.Item));
        if (index < 0)
        {
            // What was worked on twice at the same time ended here once before.
            if (isWhole && value.BytesDone > 0)
            {
                return true;
            }

            _items.Add((value, time.GetTimestamp()));
            return false;
        }

        // Work of unknown size tells of its end with the bytes that it told of last.
        if (isWhole || (value.BytesTotal is null && value.BytesDone == _items[index].Latest.BytesDone))
        {
            _items.RemoveAt(index);
            return true;
        }

        _items[index] = (value, _items[index].Begun);
        return false;
    }
}
