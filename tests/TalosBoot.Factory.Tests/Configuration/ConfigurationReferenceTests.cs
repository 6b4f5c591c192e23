using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Factory.Configuration;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Configuration;

/// <summary>
/// Keeps <c>docs/factory/configuration.md</c> true: it is made from the code that reads the keys, and from what the options say of themselves. Run with
/// <c>TALOSBOOT_UPDATE_DOCS=1</c> to write it.
/// </summary>
[TestFixture]
internal sealed partial class ConfigurationReferenceTests
{
    static readonly string Page = Path.Combine(RepositoryPaths.Root, "docs", "factory", "configuration.md");
    static readonly string Sources = Path.Combine(RepositoryPaths.Root, "src");

    [Test]
    public void The_reference_tells_every_key_that_is_read()
    {
        var reader = File.ReadAllText(Path.Combine(Sources, "TalosBoot.Factory", "Configuration", "OptionsReader.cs"));
        var documented = Directory.EnumerateFiles(Path.Combine(Sources, "TalosBoot.Factory", "Options"), "*.cs")
            .Append(Path.Combine(Sources, "TalosBoot", "Profiles", "ProfileSigner.cs")).SelectMany(ReadProperties).ToLookup(entry => entry.Name, entry => entry.Text);
        var page = new StringBuilder(Head);
        var keys = Keys(reader).ToList();
        var names = keys.ToLookup(key => key.Property, key => key.Key);
        Assert.That(keys, Has.Count.GreaterThan(50));
        foreach (var group in keys.GroupBy(key => key.Key.Split('.')[0]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| Key | Type | Meaning |\n|---|---|---|\n");
            foreach (var (key, type, property, fallback) in group)
            {
                var text = documented[property].FirstOrDefault();
                Assert.That(text, Is.Not.Null, $"{key} is read into {property}, which says nothing of itself.");
                var mark = UpstreamKeys.Contains(key) ? string.Empty : " *own*";
                page.Append(CultureInfo.InvariantCulture, $"| `{key}`{mark} | {type} | {WithDefault(property, ForReaders(text!, property, names), names[fallback].FirstOrDefault())} |\n");
            }
        }

        page.Append("\n## Accepted without effect\n\nKeys of upstream that are named at the start when they are set:\n\n");
        foreach (var key in OptionsReader.Ignored)
        {
            Assert.That(UpstreamKeys.Contains(key), key);
            page.Append(CultureInfo.InvariantCulture, $"* `{key}`\n");
        }

        if (Environment.GetEnvironmentVariable("TALOSBOOT_UPDATE_DOCS") is "1")
        {
            File.WriteAllText(Page, page.ToString());
        }

        Assert.That(File.ReadAllText(Page), Is.EqualTo(page.ToString()), "Run this test with TALOSBOOT_UPDATE_DOCS=1.");
    }

    [Test]
    public void The_keys_of_recorded_configurations_are_told_to_be_upstreams()
    {
        var folder = RepositoryPaths.Vector("real", "factory", "setup");
        var main = (Dictionary<string, object?>)SettingsTree.ReadYaml(File.ReadAllText(Path.Combine(folder, "config.yaml")))!;
        var servers = (Dictionary<string, object?>)SettingsTree.ReadJson(File.ReadAllText(Path.Combine(folder, "servers.json")))!;
        var keys = ((Dictionary<string, object?>)servers["servers"]!).Values.Append(main)
            .SelectMany(settings => new SettingsReader((Dictionary<string, object?>)settings!).Unknown).Distinct().ToArray();
        Assert.That(keys, Has.Length.GreaterThan(20));
        Assert.That(keys.Where(key => !UpstreamKeys.Contains(key)), Is.Empty);
    }

    [TestCase("kubernetes.yaml", false)]
    [TestCase("kubernetes-cluster.yaml", true)]
    public void The_configurations_of_the_documentation_are_understood(string file, bool isCluster)
    {
        using var folder = new TemporaryFolder();
        var manifest = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "factory", file));
        var lines = manifest.Split('\n').SkipWhile(line => !line.Contains("config.yaml: |", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));
        var path = folder.WriteFile("config.yaml", Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => line[4..]))));

        var variables = manifest.Contains("name: IF_CLUSTER_REDIS", StringComparison.Ordinal) ? new Dictionary<string, string> { ["IF_CLUSTER_REDIS"] = "redis:6379" } : [];
        var configuration = ImageFactoryConfiguration.Load([$"{path},env=IF_"], variables);
        Assert.That((configuration.IgnoredKeys, configuration.UnknownKeys), Is.EqualTo((Array.Empty<string>(), Array.Empty<UnknownKey>())));

        // Signatures are checked, with a trust root that lies where the pods find it.
        var signature = configuration.Options.ContainerSignature;
        Assert.That((signature.IsDisabled, signature.TrustedRootFile), Is.EqualTo((false, "/etc/image-factory-trust/trusted_root.json")));
        Assert.That(manifest, Does.Contain("--from-file=trusted_root.json")
            .And.Contains("{name: trust, mountPath: /etc/image-factory-trust, readOnly: true}").And.Contains("configMap: {name: image-factory-trust}"));
        Assert.That(configuration.Options.Cache.Repository!.ToString(), Is.EqualTo("registry.example.com/image-factory/cache"));
        Assert.That((configuration.Options.Cluster.IsEnabled, configuration.Options.Cluster.IsOnKubernetes), Is.EqualTo((isCluster, isCluster)));
    }

    /// <summary>A new volume has the owner of the folder of the image that it lies over, which must be the user that the image runs as.</summary>
    [Test]
    public void The_container_keeps_what_it_makes_where_its_user_may_write()
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "docs", "factory", "compose.yaml"));
        Assert.That(lines, Does.Contain("      - store:/home/app").And.Contains("      IF_STORAGE_FOLDER: /home/app/image-factory"));
    }

    [Test]
    public void The_pods_of_a_cluster_have_the_labels_of_its_name_and_all_that_a_pod_without_one_has()
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "docs", "factory", "kubernetes-cluster.yaml"));
        var name = new Options.ClusterOptions().Name;
        Assert.That(lines, Does.Contain($"      name: {name}"));
        Assert.That(lines, Does.Contain($"        orleans/serviceId: {name}").And.Contains($"        orleans/clusterId: {name}"));

        // One line differs, as a cluster has more labels.
        var alone = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "docs", "factory", "kubernetes.yaml")).Where(line => !line.StartsWith('#'));
        Assert.That(alone.Except(lines), Is.EqualTo(new[] { "      labels: {app: image-factory}" }));
    }

    [Test]
    public void The_dashboard_asks_for_series_that_exist()
    {
        var dashboard = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "factory", "grafana.json"));
        var metrics = File.ReadAllText(Path.Combine(Sources, "TalosBoot.Factory", "Observability", "FactoryMetrics.cs"));
        var asked = Series().Matches(dashboard).Select(match => Regex.Replace(match.Value, "_(bucket|count|sum)$", string.Empty)).Distinct().ToArray();
        Assert.That(asked, Has.Length.GreaterThan(8));
        Assert.That(asked.Where(name => !metrics.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    const string Head = """
        # Configuration

        Keys are upstream's, but for those that are marked *own*. Two things have another default than upstream's: what may lie in registries (`cache.oci`,
        `artifacts.schematic`, `artifacts.installer.internal`) lies in `storage.folder` unless a registry is named, and Sigstore's trust root is not fetched, so that
        `containerSignature` needs one of `trustedRootFile`, `publicKeyFile` and `disabled`.

        Values come from files (YAML, JSON, `.env`) and from the environment: `--config FILE`, `--config env=IF_`, later ones override. In the environment, and
        in `.env` files, names begin with `IF_`, and dots are underscores: `IF_HTTP_EXTERNALURL` is `http.externalURL`. Durations are written `15m` or `1h30m`; lists as
        JSON. A repository is written `HOST/PATH`, or as `registry`, `namespace`, `repository` and `insecure`. A wrong value ends the program with exit code 2; a key that
        nobody knows is named at the start.

        """;

    static IEnumerable<(string Key, string Type, string Property, string Fallback)> Keys(string reader) => Read().Matches(reader).Select(match => (
        match.Groups["key"].Value, match.Groups["type"].Value.ToLowerInvariant() switch { "long" => "number", "integer" => "number", var type => type },
        PropertyOf(match.Groups["owner"].Value, match.Groups["property"].Value), PropertyOf(string.Empty, match.Groups["fallback"].Value)));

    /// <summary>Where a value goes. Some are read into a variable first, and then into more than one signer.</summary>
    static string PropertyOf(string owner, string property) => (owner, property) switch
    {
        ("", "vault") => "ProfileSigner.AzureVaultUrl",
        ("", "region") => "ProfileSigner.AwsRegion",
        ("", "address") => "ProfileSigner.SignerAddress",
        ("", _) => $"ProfileSigner.{property}",
        ("options", _) => $"ImageFactoryOptions.{property}",
        ("signature", _) => $"ContainerSignatureOptions.{property}",
        _ => $"{char.ToUpperInvariant(owner[0])}{owner[1..].TrimEnd('s')}Options.{property}",
    };

    /// <summary>The text as readers of YAML understand it: a member of C# is called by the key that sets it.</summary>
    static string ForReaders(string text, string property, ILookup<string, string> names)
    {
        var owner = property.Split('.')[0];
        return Regex.Replace(Member().Replace(text, match =>
        {
            var member = $"{(match.Groups["type"].Success ? match.Groups["type"].Value : owner)}.{match.Groups["name"].Value}";
            Assert.That(names[member], Is.Not.Empty, $"The text of {property} names {member}, which no key sets.");
            return $"`{names[member].First()}`";
        }), "</?c>", "`").Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>Adds the default where the text has none: another key, or what the options begin with.</summary>
    static string WithDefault(string property, string text, string? otherKey)
    {
        if (text.Contains("efault", StringComparison.Ordinal) || text.Contains("equired", StringComparison.Ordinal))
        {
            return text;
        }

        if (otherKey is not null)
        {
            return $"{text} Default that of `{otherKey}`.";
        }

        var (type, name) = (property.Split('.')[0], property.Split('.')[1]);
        var owner = typeof(Options.ImageFactoryOptions).Assembly.GetType($"TalosBoot.Factory.Options.{type}") ?? typeof(Profiles.ProfileSigner);
        var value = owner.GetProperty(name)!.GetValue(Activator.CreateInstance(owner));
        Assert.That(value, Is.Null.Or.TypeOf<string>(), property);
        return value is string { Length: > 0 } word ? $"{text} Default `{word.Replace("|", "\\|", StringComparison.Ordinal)}`." : $"{text} Default none.";
    }

    static IEnumerable<(string Name, string Text)> ReadProperties(string path)
    {
        foreach (Match property in Property().Matches(File.ReadAllText(path)))
        {
            var text = Regex.Replace(property.Groups["text"].Value, @"\s*\n\s*///\s*", " ").Trim();
            yield return ($"{Path.GetFileNameWithoutExtension(path)}.{property.Groups["name"].Value}", text);
        }
    }

    [GeneratedRegex("(?:(?<owner>\\w+)\\.)?(?<property>\\w+) = reader\\.(?<type>\\w+)\\(\\s*\"(?<key>[^\"]+)\"(?:, (?<fallback>\\w+)\\))?")]
    private static partial Regex Read();

    [GeneratedRegex("/// <summary>(?<text>(?:(?!</summary>).)*)</summary>(?:(?!/// <summary>).)*?public \\S+ (?<name>\\w+) \\{ get;", RegexOptions.Singleline)]
    private static partial Regex Property();

    [GeneratedRegex("<see cref=\"(?:(?<type>[A-Za-z]+)\\.)?(?<name>[A-Za-z]+)\"/>")]
    private static partial Regex Member();

    [GeneratedRegex("(image_factory|http_request)[a-z_]+")]
    private static partial Regex Series();
}
