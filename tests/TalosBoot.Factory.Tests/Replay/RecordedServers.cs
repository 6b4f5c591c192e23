using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Replay;

/// <summary>The servers of other configurations that some recordings name: changes of the main one, from the list beside the recordings.</summary>
internal static class RecordedServers
{
    /// <summary>Starts a server that has served nothing yet, on the registry of the main one.</summary>
    public static FactoryServer Start(string name, TemporaryFolder folder)
    {
        using var list = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Vector("real", "factory", "setup", "servers.json")));
        var keys = RepositoryPaths.Vector("real", "factory", "setup", "keys");
        var changes = list.RootElement.GetProperty("servers").GetProperty(name).GetRawText()
            .Replace("${KEYS}", keys, StringComparison.Ordinal).Replace("${WORK}", folder.Path, StringComparison.Ordinal);
        return FactoryServer.Start(FactoryLab.Registry, folder[name], [FactoryLab.RecordedBehaviour, changes]);
    }
}
