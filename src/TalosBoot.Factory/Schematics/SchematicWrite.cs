using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>A schematic that is to be stored, and who waits for that.</summary>
internal sealed class SchematicWrite(SchematicId id, ReadOnlyMemory<byte> text)
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SchematicId Id => id;

    public ReadOnlyMemory<byte> Text => text;

    public Task Done => _done.Task;

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
