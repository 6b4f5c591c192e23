namespace TalosBoot.Core.Work;

/// <summary>Tells how far one part of an item is, such as one layer of an image, by adding it to the item. What is told never goes back.</summary>
/// <param name="item">The item.</param>
/// <param name="length">The bytes of the part.</param>
internal sealed class PartProgress(StageProgress item, long length) : IProgress<long>
{
    readonly Lock _lock = new();
    long _done;

    /// <summary>Tells how many bytes of the part are done.</summary>
    public void Report(long value)
    {
        lock (_lock)
        {
            var done = Math.Clamp(value, _done, length);
            item.Add(done - _done);
            _done = done;
        }
    }

    /// <summary>Tells that the part is done.</summary>
    public void Complete() => Report(length);
}
