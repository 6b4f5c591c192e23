namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>The <c>key=value</c> strings of a module, as far as the indexes use them.</summary>
/// <param name="Aliases">The values of <c>alias</c>.</param>
/// <param name="SoftDependencies">The values of <c>softdep</c>.</param>
/// <param name="WeakDependencies">The values of <c>weakdep</c>.</param>
internal sealed record ModuleInformation(NameList Aliases, NameList SoftDependencies, NameList WeakDependencies)
{
    public static ModuleInformation Empty { get; } = new(NameList.Empty, NameList.Empty, NameList.Empty);

    /// <summary>The memory that it holds, in bytes.</summary>
    public long ByteCount => (long)Aliases.ByteCount + SoftDependencies.ByteCount + WeakDependencies.ByteCount;

    /// <summary>Reads strings that end with a NUL each; the last may do without. Empty ones are padding.</summary>
    public static ModuleInformation Parse(ReadOnlySpan<byte> strings)
    {
        var aliases = new NameListBuilder();
        var softDependencies = new NameListBuilder();
        var weakDependencies = new NameListBuilder();
        foreach (var range in strings.Split((byte)0))
        {
            var text = strings[range];
            var separator = text.IndexOf((byte)'=');
            var key = separator < 0 ? text : text[..separator];
            var target = key switch
            {
                _ when key.SequenceEqual("alias"u8) => aliases,
                _ when key.SequenceEqual("softdep"u8) => softDependencies,
                _ when key.SequenceEqual("weakdep"u8) => weakDependencies,
                _ => null,
            };
            target?.Add(separator < 0 ? default : text[(separator + 1)..]);
        }

        return new ModuleInformation(aliases.Build(), softDependencies.Build(), weakDependencies.Build());
    }
}
