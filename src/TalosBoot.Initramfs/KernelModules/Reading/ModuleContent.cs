namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>What the indexes need of one module's file (docs/formats/initramfs.md). All lists keep the order of the file.</summary>
/// <param name="Exports">The symbols that other modules can use.</param>
/// <param name="Needs">The symbols that it uses. A name may come twice.</param>
/// <param name="WeakNeeds">Those of <paramref name="Needs"/> that may be missing.</param>
/// <param name="Information">Its aliases and its dependencies by name.</param>
/// <param name="HasSymbolTable">Whether the file has a symbol table at all.</param>
internal sealed record ModuleContent(
    NameList Exports, NameList Needs, NameList WeakNeeds, ModuleInformation Information, bool HasSymbolTable)
{
    /// <summary>The memory that it holds, in bytes.</summary>
    public long ByteCount => (long)Exports.ByteCount + Needs.ByteCount + WeakNeeds.ByteCount + Information.ByteCount;
}
