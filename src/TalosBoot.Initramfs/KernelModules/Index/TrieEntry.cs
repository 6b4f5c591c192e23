namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>A value of a key of an index.</summary>
/// <param name="KeyOffset">Where the key lies among all keys.</param>
/// <param name="KeyLength">Its length.</param>
/// <param name="Value">The value.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Sequence">When it was added.</param>
internal readonly record struct TrieEntry(int KeyOffset, int KeyLength, ReadOnlyMemory<byte> Value, int Priority, int Sequence);
