using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>What the metadata of a compiled assembly says. The assembly is not loaded.</summary>
sealed class AssemblyFile : IDisposable
{
    readonly PEReader _file;
    readonly MetadataReader _metadata;

    AssemblyFile(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>The assemblies that it uses something of.</summary>
    public IReadOnlyList<string> References => [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];

    /// <summary>The assemblies that see its internals.</summary>
    public IReadOnlyList<string> Friends =>
    [
        .. _metadata.GetAssemblyDefinition().GetCustomAttributes().Select(_metadata.GetCustomAttribute)
            .Where(attribute => NameOf(attribute) == "InternalsVisibleToAttribute").Select(FirstArgument),
    ];

    /// <summary>The namespaces of its public types.</summary>
    public IReadOnlyList<string> PublicNamespaces =>
    [
        .. _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            .Select(type => _metadata.GetString(type.Namespace)).Distinct(),
    ];

    /// <summary>Opens the assembly of a project as this build made it.</summary>
    public static AssemblyFile Of(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return new AssemblyFile(Path.Combine(RepositoryPaths.Root, "artifacts", "bin", project, here.Name, $"{project}.dll"));
    }

    public void Dispose() => _file.Dispose();

    string NameOf(CustomAttribute attribute) => attribute.Constructor.Kind == HandleKind.MemberReference
        && _metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        ? _metadata.GetString(_metadata.GetTypeReference((TypeReferenceHandle)parent).Name) : string.Empty;

    /// <summary>The blob starts with two bytes of prolog; a string has its length in front (ECMA-335, II.23.3).</summary>
    string FirstArgument(CustomAttribute attribute)
    {
        var reader = _metadata.GetBlobReader(attribute.Value);
        reader.ReadUInt16();
        return reader.ReadSerializedString() ?? string.Empty;
    }
}
