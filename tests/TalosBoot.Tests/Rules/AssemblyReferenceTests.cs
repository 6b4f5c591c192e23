using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>An assembly may reference only those above it, whatever is referenced by a project. All folders of <c>src</c> are held to the table.</summary>
public sealed class AssemblyReferenceTests
{
    /// <summary>In order, with the packages that each may use.</summary>
    static readonly (string Name, string[] Packages)[] InOrder =
    [
        ("TalosBoot.Core", ["Microsoft.Extensions.Logging.Abstractions", "System.IO.Hashing"]),
        ("TalosBoot.Compression", ["System.IO.Hashing", "ZstdSharp"]),
        ("TalosBoot.Archives", []),
        ("TalosBoot.Yaml", []),
        ("TalosBoot.Executables", []),
        ("TalosBoot.Disks", ["System.IO.Hashing"]),
        ("TalosBoot.FileSystems", ["System.IO.Hashing"]),
        ("TalosBoot.Schematics", []),
        ("TalosBoot.Oci", ["Microsoft.Extensions.Logging.Abstractions"]),
        ("TalosBoot.Sigstore", ["BouncyCastle.Cryptography", "System.Security.Cryptography.Pkcs"]),
        ("TalosBoot.Initramfs", []),
        ("TalosBoot.Boot", ["Microsoft.Extensions.Logging.Abstractions"]),
        ("TalosBoot",
        [
            "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
        ]),
        ("TalosBoot.Inspection", []),
        ("TalosBoot.AspNetCore", []),
        ("TalosBoot.OpenTelemetry", ["OpenTelemetry.Api"]),
        ("TalosBoot.Signing.AwsKms", []),
        ("TalosBoot.Signing.AzureKeyVault", []),
        ("TalosBoot.Signing.Grpc", ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Net.Client"]),
        ("TalosBoot.Signing.Pkcs11", []),
        ("TalosBoot.Factory", ["BouncyCastle.Cryptography", "System.IO.Hashing", "YamlDotNet"]),
        ("TalosBoot.Factory.Client", []),
        ("TalosBoot.Factory.S3", ["AWSSDK.Core", "AWSSDK.S3"]),
        ("TalosBoot.Factory.Orleans",
        [
            "KubernetesClient", "Npgsql", "Orleans.Clustering.AdoNet", "Orleans.Clustering.Redis", "Orleans.Core", "Orleans.Core.Abstractions", "Orleans.Hosting.Kubernetes",
            "Orleans.Runtime", "Orleans.Serialization", "Orleans.Serialization.Abstractions", "StackExchange.Redis",
        ]),
    ];

    static readonly string[] Names = [.. InOrder.Select(assembly => assembly.Name)];

    /// <summary>All but the one whose framework finds its parts by reflection.</summary>
    static readonly string[] CompiledAhead = [.. Names.Where(name => name != "TalosBoot.Factory.Orleans")];

    static readonly HashSet<string> NetCore = FilesBeside(typeof(object));

    static readonly HashSet<string> AspNetCore = FilesBeside(typeof(Microsoft.AspNetCore.Builder.WebApplication));

    /// <summary>What stands on the public API alone.</summary>
    static readonly string[] AddOns = [.. Names.SkipWhile(name => name != "TalosBoot.Inspection").Skip(1)];

    [Test]
    public void Every_project_of_the_library_has_its_place_in_the_table()
    {
        var folders = Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, "src")).Select(Path.GetFileName).Where(name => name!.StartsWith("TalosBoot", StringComparison.Ordinal));
        Assert.That(folders, Is.EquivalentTo(Names));
        Assert.That(AddOns, Has.Length.EqualTo(10));
    }

    [TestCaseSource(nameof(Names))]
    public void An_assembly_references_only_those_above_it_and_its_packages(string name)
    {
        using var file = AssemblyFile.Of(name);
        var place = Array.IndexOf(Names, name);
        Assert.That(file.References.Where(reference => reference.StartsWith("TalosBoot", StringComparison.Ordinal)), Is.SubsetOf(Names[..place]));
        Assert.That(file.References.Where(reference => IsPackage(name, reference)), Is.SubsetOf(InOrder[place].Packages));
    }

    [TestCaseSource(nameof(Names))]
    public void A_namespace_begins_with_the_name_of_its_assembly(string name)
    {
        using var file = AssemblyFile.Of(name);
        Assert.That(file.PublicNamespaces, Is.Not.Empty.And.All.StartWith(name));
    }

    [TestCaseSource(nameof(Names))]
    public void An_add_on_is_nobodys_friend(string name)
    {
        using var file = AssemblyFile.Of(name);
        Assert.That(file.Friends.Intersect(AddOns), Is.Empty);
    }

    [TestCaseSource(nameof(AddOns))]
    public void An_add_on_has_no_friends_but_its_tests(string name)
    {
        using var file = AssemblyFile.Of(name);
        Assert.That(file.Friends, Is.SubsetOf(new[] { $"{name}.Tests", "TalosBoot.Benchmarks" }));
    }

    [TestCaseSource(nameof(Names))]
    public void The_readme_tells_what_an_assembly_is_for(string name) =>
        Assert.That(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md")), Does.Contain($"| `{name}` |"));

    [TestCaseSource(nameof(CompiledAhead))]
    public void The_program_that_is_compiled_ahead_of_time_touches_every_assembly(string name)
    {
        using var smoke = AssemblyFile.Of("TalosBoot.AotSmoke");
        Assert.That(smoke.References, Does.Contain(name));
    }

    /// <summary>What does not come with .NET or, for what runs in a web server, with ASP.NET Core.</summary>
    static bool IsPackage(string name, string reference) =>
        !reference.StartsWith("TalosBoot", StringComparison.Ordinal) && !NetCore.Contains(reference)
        && !(name is "TalosBoot.AspNetCore" or "TalosBoot.Factory" or "TalosBoot.Factory.S3" or "TalosBoot.Factory.Orleans" && AspNetCore.Contains(reference));

    static HashSet<string> FilesBeside(Type type) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path)!)];
}
