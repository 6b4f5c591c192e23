using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Factory;
using TalosBoot.Factory.Client;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.S3;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Inspection;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Sigstore;
using TalosBoot.Yaml;

namespace TalosBoot.AotSmoke;

/// <summary>Uses the assemblies that an ISO does not need, or needs for something else.</summary>
static class LayersSmoke
{
    /// <summary>A private key of RFC 8032, 7.1, in the form of PKCS#8.</summary>
    const string Key = "302e020100300506032b657004220420c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";

    /// <summary>Does all of it.</summary>
    /// <returns>What went wrong, or null.</returns>
    public static async Task<string?> RunAsync() => UseDocuments() ?? UseDisks() ?? await UseSignaturesAsync() ?? await UseInspectionAsync() ?? UseFactory()
        ?? UseFactoryClient() ?? UseBucket();

    static string? UseDocuments()
    {
        var mapping = new YamlMapping([KeyValuePair.Create(YamlValue.FromText("a"), YamlValue.FromInteger(1))]);
        return mapping.Entries.Count == 1 && EmbeddedConfiguration.CreateTree("machine: {}\n").Walk().Any() ? null : "a document or a configuration is empty";
    }

    static async Task<string?> UseInspectionAsync()
    {
        using var asset = AssetSource.FromContent("schematic.yaml", BlobSource.FromText("customization: {}\n"));
        var report = await AssetInspector.InspectAsync(asset);
        return ReportJson.Write(report).Contains(report.Schematic!.Id, StringComparison.Ordinal) ? null : "the report has no schematic";
    }

    static string? UseDisks()
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 8 * 1024 * 1024 });
        builder.Add(new GptPartition { Name = "EFI", Type = PartitionTypes.EfiSystem, Size = 1024 * 1024, Content = BlobSource.FromText("esp") });
        var disk = Qcow2Reader.Open(Qcow2ImageBuilder.Build(builder.Build()));
        return GptReader.Read(disk).Partitions is [{ Name: "EFI" }] ? null : "the partition is not found in the disk image";
    }

    static async Task<string?> UseSignaturesAsync()
    {
        using var key = SigningKey.ParsePem(new string(System.Security.Cryptography.PemEncoding.Write("PRIVATE KEY", Convert.FromHexString(Key))));
        var reference = ImageReference.Parse("registry.invalid/smoke:v1");
        var image = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" }).Build("smoke");
        var subject = new OciDescriptor { MediaType = image.MediaType, Size = image.ManifestBytes.Length, Digest = image.Digest };
        var folder = Directory.CreateTempSubdirectory("talosboot-smoke");
        try
        {
            var writer = OciLayoutWriter.Open(folder.FullName);
            await writer.AddAsync(image, OciPlatform.Parse("linux/amd64"), reference);
            await writer.AddAsync(ImageSignatures.SignBundle(reference, subject, key, DateTimeOffset.UnixEpoch));
            var verified = new VerifiedImageSource(OciLayout.Open(folder.FullName), new SignaturePolicy { Keys = [key.PublicKey] });
            return (await verified.VerifyAsync(reference)).Digest == image.Digest ? null : "the signature of an image is not found";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static string? UseFactory()
    {
        var services = new ServiceCollection();
        try
        {
            services.AddImageFactory(new ImageFactoryOptions());
        }
        catch (ImageFactoryConfigurationException)
        {
            // Without a source of images there is nothing to serve: that this is told is enough here.
            return null;
        }

        return services.Count > 0 ? null : "the Image Factory has no services";
    }

    static string? UseBucket()
    {
        try
        {
            new ServiceCollection().AddImageFactoryS3(new TalosBoot.Factory.Options.BucketOptions());
            return "a bucket is added to an Image Factory that is not there";
        }
        catch (InvalidOperationException)
        {
            return null; // There is nothing that could vouch for what lies in the bucket.
        }
    }

    static string? UseFactoryClient()
    {
        var address = new Uri("http://127.0.0.1:8080/");
        using var client = new ImageFactoryClient(address);
        return client.Address == address ? null : "the client of an Image Factory does not know its address";
    }
}
