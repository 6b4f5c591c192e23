using System.Reflection;
using TalosBoot.Core.Content;
using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Tests;

/// <summary>Whatever public method takes bytes or text apart is fed by a target, so that none is forgotten.</summary>
sealed class ReaderListTests
{
    static readonly string[] Verbs = ["Read", "Parse", "TryParse", "Open", "TryOpen", "Decode", "Detect"];

    /// <summary>What reads nothing that somebody else wrote, each with the reason.</summary>
    static readonly Dictionary<string, string> Trusted = new(StringComparer.Ordinal)
    {
        ["BlobSource.Read"] = "a content itself",
        ["BlobSource.OpenRead"] = "a content itself",
        ["BootAsset.OpenRead"] = "an asset of ours",
        ["AssetSource.OpenFile"] = "a file, whose content the target inspect reads",
        ["AssetSource.OpenUrlAsync"] = "ranges of a content, which the target inspect reads",
        ["BlobCache.Open"] = "a folder that only this user may write",
        ["BlobCache.TryOpen"] = "see BlobCache.Open",
        ["BlobCache.TryReadDocument"] = "see BlobCache.Open",
        ["ContentCache.Open"] = "a folder that only this user may write",
        ["ContainerLayer.OpenAsync"] = "dockerarchive",
        ["OciLayoutWriter.Open"] = "writes",
        ["OciLayout.Open"] = "a folder with the documents that the target oci reads",
        ["ImageFolder.Open"] = "see OciLayout.Open and ImageCache.Open",
        ["ImageCache.Open"] = "a folder with the documents that the target oci reads",
        ["DockerArchive.OpenAsync"] = "the same as DockerArchive.OpenContentAsync",
        ["RootFsTarball.ReadAsync"] = "the same as RootFsTarball.ReadContentAsync",
        ["WellKnownCertificates.ReadFolder"] = "a folder of certificates, as the target certificate reads them",
        ["Digest.Parse"] = "the same as Digest.TryParse",
        ["Profile.Parse"] = "the same as ProfileReader.Read",
        ["KeyServiceClient.ReadRefusal"] = "JSON, by the reader of .NET",
        ["DetachedSignatures.Read"] = "a folder of raw signatures, which are verified",
    };

    [Test]
    public void Every_reader_has_a_target()
    {
        var fed = AllTargets.ByName.Values.SelectMany(target => target.Readers).ToHashSet(StringComparer.Ordinal);
        var missing = Readers().Where(reader => !fed.Contains(reader) && !Trusted.ContainsKey(reader)).ToList();
        Assert.That(missing, Is.Empty);
        Assert.That(fed.Where(reader => !AllMethods().Contains(reader)), Is.Empty, "named by a target, and not there");
    }

    /// <summary>All assemblies of the library beside this one, whether a test before has used them or not.</summary>
    static IEnumerable<Type> Types() => Directory.EnumerateFiles(AppContext.BaseDirectory, "TalosBoot*.dll")
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => !name.Contains(".Fuzz", StringComparison.Ordinal) && !name.EndsWith(".Testing", StringComparison.Ordinal))
        .Select(name => Assembly.Load(new AssemblyName(name))).SelectMany(assembly => assembly.GetExportedTypes());

    static HashSet<string> AllMethods() =>
        [.. Types().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))];

    static IEnumerable<string> Readers() => Types().Where(type => !type.IsInterface && !type.IsEnum)
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => IsReader(method)).Select(method => $"{type.Name}.{method.Name}"))
        .Distinct();

    static bool IsReader(MethodInfo method) => Verbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)) && !method.IsSpecialName
        && !typeof(Stream).IsAssignableFrom(method.DeclaringType)
        && (method.IsStatic || method.DeclaringType!.Name.EndsWith("Reader", StringComparison.Ordinal) || method.DeclaringType == typeof(BlobSource));
}
