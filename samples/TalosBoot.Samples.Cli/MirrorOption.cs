using System.CommandLine;
using System.CommandLine.Parsing;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Cli;

/// <summary>The option <c>--mirror</c>: where the images of registries are taken from. Several mirrors of a registry are asked in their order.</summary>
static class MirrorOption
{
    const string Name = "--mirror";
    const string AnyRegistry = "*";

    public static Option<IReadOnlyDictionary<string, RegistryMirrors>?> Create() => new(Name)
    {
        HelpName = "REGISTRY=URL",
        Description = "where a registry's images are taken from; several mirrors of one are asked in this order",
        Arity = ArgumentArity.OneOrMore,
        Recursive = true,
        CustomParser = Parse,
    };

    static Dictionary<string, RegistryMirrors>? Parse(ArgumentResult result)
    {
        var mirrors = new Dictionary<string, RegistryMirrors>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (text.Split('=', 2) is not [var name, var address] || FindRegistry(name) is not { } registry || !WebAddress.TryParse(address, out var url))
            {
                result.AddError($"{Name} is \"{text}\"; give a registry and a URL, such as ghcr.io=https://mirror.example.com, or *=URL for all registries.");
                return null;
            }

            mirrors[registry] = new RegistryMirrors { Endpoints = [.. mirrors.GetValueOrDefault(registry)?.Endpoints ?? [], new RegistryMirror(url)] };
        }

        return mirrors;
    }

    /// <summary>The registry as references name it, so that both names of Docker Hub are one; null for what is no registry.</summary>
    static string? FindRegistry(string name) => name == AnyRegistry ? name
        : ImageReference.TryParse($"{name}/some/image", out var reference) && reference.Repository == "some/image" ? reference.Registry
        : null;
}
