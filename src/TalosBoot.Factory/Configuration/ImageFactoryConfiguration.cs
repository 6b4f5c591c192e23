using System.Text.Json;
using TalosBoot.Factory.Options;
using YamlDotNet.Core;

namespace TalosBoot.Factory.Configuration;

/// <summary>
/// Reads configuration as upstream's Image Factory does, so that an operator's file and environment work (docs/formats/factory.md). Keys are compared without
/// regard to case, and later sources override earlier ones.
/// </summary>
public sealed class ImageFactoryConfiguration
{
    const string EnvironmentSource = "env=";
    const string FileSource = "file=";

    ImageFactoryConfiguration(ImageFactoryOptions options, SettingsReader reader)
    {
        Options = options;
        var strangers = reader.Unknown.ToLookup(key => SettingsReader.IsBelow(key, OptionsReader.Ignored));
        IgnoredKeys = [.. strangers[true]];
        UnknownKeys = [.. strangers[false].Select(key => UnknownKey.Create(key, reader.Known.Concat(OptionsReader.Ignored)))];
    }

    /// <summary>The sources when none are named: the environment with the prefix <c>IF_</c>.</summary>
    public static IReadOnlyList<string> DefaultSources { get; } = ["env=IF_"];

    /// <summary>What was read.</summary>
    public ImageFactoryOptions Options { get; }

    /// <summary>Keys of upstream that are set and have no effect: of features that are not here.</summary>
    public IReadOnlyList<string> IgnoredKeys { get; }

    /// <summary>Keys that are set and that nobody knows. They have no effect either, as with upstream.</summary>
    public IReadOnlyList<UnknownKey> UnknownKeys { get; }

    /// <summary>Reads sources in order.</summary>
    /// <param name="sources">
    /// Each <c>env=PREFIX</c>, <c>file=FILE</c> or <c>FILE</c>, or several of them joined by commas. Files are YAML, JSON or <c>.env</c> by their extension.
    /// </param>
    /// <param name="environment">The environment variables.</param>
    /// <exception cref="ImageFactoryConfigurationException">A source cannot be read, or values are wrong.</exception>
    public static ImageFactoryConfiguration Load(IEnumerable<string> sources, IEnumerable<KeyValuePair<string, string>> environment)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(environment);
        var root = SettingsTree.NewMapping();
        var variables = environment.ToArray();
        foreach (var source in sources.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            SettingsTree.Merge(root, Read(source, variables));
        }

        var reader = new SettingsReader(root);
        var options = OptionsReader.Read(reader);
        string[] problems = [.. reader.Problems, .. OptionsCheck.FindProblems(options)];
        return problems.Length == 0 ? new ImageFactoryConfiguration(options, reader) : throw new ImageFactoryConfigurationException(problems);
    }

    static Dictionary<string, object?> Read(string source, KeyValuePair<string, string>[] environment)
    {
        if (source.StartsWith(EnvironmentSource, StringComparison.Ordinal))
        {
            return EnvironmentSettings.Read(source[EnvironmentSource.Length..], environment);
        }

        var path = source.StartsWith(FileSource, StringComparison.Ordinal) ? source[FileSource.Length..] : source;
        try
        {
            var node = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => SettingsTree.ReadJson(File.ReadAllText(path)),
                ".yaml" or ".yml" => SettingsTree.ReadYaml(File.ReadAllText(path)),
                ".env" => EnvironmentSettings.Read("IF_", VariablesFile.Read(path, File.ReadAllLines(path))),
                _ => throw new ImageFactoryConfigurationException([$"unsupported configuration format: {path}. Name a .yaml, .yml, .json or .env file."]),
            };
            return node as Dictionary<string, object?>
                ?? (node is null ? SettingsTree.NewMapping() : throw new ImageFactoryConfigurationException([$"{path} is no mapping of keys."]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or YamlException)
        {
            throw new ImageFactoryConfigurationException([$"{path}: {exception.Message}"], exception);
        }
    }
}
