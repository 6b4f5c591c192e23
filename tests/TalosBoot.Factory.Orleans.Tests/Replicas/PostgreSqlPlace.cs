using TalosBoot.Testing;
using TalosBoot.Testing.Processes;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>Debian's PostgreSQL with a database of its own, made by the script of the documentation. The server does not run as root.</summary>
internal sealed class PostgreSqlPlace : IMeetingPlace
{
    readonly string _folder;
    readonly int _port = LoopbackPort.Free();
    ServerProcess? _server;

    PostgreSqlPlace(string folder) => _folder = folder;

    public string Configuration => $"postgresql: \"{ConnectionString(_port)}\"";

    public static async Task<IMeetingPlace> StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault() : null;
        if (programs is null)
        {
            ForeignTool.SkipOrFail("PostgreSQL is not installed.");
        }

        string[] user = Environment.UserName == "root" ? ["runuser", "--user", "postgres", "--"] : ["env"];
        var place = new PostgreSqlPlace(ForeignTool.Run(user[0], [.. user[1..], "mktemp", "--directory", "--tmpdir", "talosboot-test-XXXXXXXX"]).Output.Trim());
        try
        {
            await place.StartAsync($"{programs}/bin", user);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task StartAsync(string programs, string[] user)
    {
        ForeignTool.Run(user[0], [.. user[1..], $"{programs}/initdb", "--pgdata", _folder, "--username", "postgres", "--auth", "trust", "--no-sync"]);
        _server = ServerProcess.Start(
            _port, user[0], [.. user[1..], $"{programs}/postgres", "-D", _folder, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder, "-c", "fsync=off"]);
        await PrepareAsync();
    }

    async Task PrepareAsync()
    {
        var script = Path.Combine(RepositoryPaths.Root, "docs", "factory", "cluster-postgresql.sql");
        string[] server = ["--host", "127.0.0.1", "--port", $"{_port}", "--username", "postgres", "--no-psqlrc", "--quiet"];
        for (var tries = 0; ForeignTool.TryRun("psql", [.. server, "--command", "SELECT 1"]).ExitCode != 0 && tries < 100; tries++)
        {
            await Task.Delay(100); // It listens, and is still starting.
        }

        ForeignTool.Run("psql", [.. server, "--set", "ON_ERROR_STOP=1", "--file", script]);
    }

    static string ConnectionString(int port) => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
}
