using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <summary>A manifest or index as a registry has it.</summary>
/// <param name="Descriptor">Media type, size and digest.</param>
/// <param name="Content">The bytes, which the digest belongs to.</param>
public sealed record RegistryManifest(OciDescriptor Descriptor, ReadOnlyMemory<byte> Content);
