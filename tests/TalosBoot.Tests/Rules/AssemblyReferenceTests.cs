using System.Reflection;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Uki;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Executables.Pe;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Initramfs;
using TalosBoot.Oci.Layouts;
using TalosBoot.Schematics;
using TalosBoot.Signing.AwsKms;
using TalosBoot.Signing.AzureKeyVault;
using TalosBoot.Signing.Grpc;
using TalosBoot.Signing.Pkcs11;
using TalosBoot.Sigstore;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Rules;

/// <summary>An assembly may reference only those above it (architecture, section 2).</summary>
public sealed class AssemblyReferenceTests
{
    static readonly Assembly[] InOrder =
    [
        typeof(BlobSource).Assembly,
        typeof(Decompressor).Assembly,
        typeof(FileTree).Assembly,
        typeof(YamlValue).Assembly,
        typeof(PeImage).Assembly,
        typeof(GptReader).Assembly,
        typeof(FatImageBuilder).Assembly,
        typeof(Schematic).Assembly,
        typeof(OciLayout).Assembly,
        typeof(SignaturePolicy).Assembly,
        typeof(InitramfsBuilder).Assembly,
        typeof(UkiBuilder).Assembly,
        typeof(TalosBootEngine).Assembly,
        typeof(Pkcs11Key).Assembly,
        typeof(GrpcKey).Assembly,
        typeof(KeyVaultKey).Assembly,
        typeof(KmsKey).Assembly,
    ];

    [Test]
    public void An_assembly_references_only_those_above_it()
    {
        Assert.That(InOrder.Distinct().Count(), Is.EqualTo(17));
        for (var index = 0; index < InOrder.Length; index++)
        {
            var above = InOrder.Take(index).Select(assembly => assembly.GetName().Name).ToHashSet();
            var references = InOrder[index].GetReferencedAssemblies()
                .Select(reference => reference.Name!).Where(name => name.StartsWith("TalosBoot", StringComparison.Ordinal));
            Assert.That(references, Is.SubsetOf(above), InOrder[index].GetName().Name);
        }
    }

    [Test]
    public void A_namespace_begins_with_the_name_of_its_assembly()
    {
        foreach (var assembly in InOrder)
        {
            Assert.That(
                assembly.GetExportedTypes().Select(type => type.Namespace),
                Is.All.StartWith(assembly.GetName().Name!), assembly.GetName().Name);
        }
    }
}
