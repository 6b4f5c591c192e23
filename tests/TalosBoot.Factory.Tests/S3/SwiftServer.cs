using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.S3;

/// <summary>OpenStack Swift with its S3 interface, from Debian's packages: four processes of the test, on free ports of loopback, with an empty store.</summary>
internal sealed class SwiftServer : IDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);
    static readonly string[] Rings = ["account", "container", "object"];

    readonly List<Process> _processes = [];
    readonly string _folder;

    SwiftServer(string folder, int port) => (_folder, Endpoint) = (folder, $"127.0.0.1:{port}");

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("test:tester", "testing");

    public string Endpoint { get; }

    /// <summary>Starts it, and makes a bucket.</summary>
    public static async Task<SwiftServer> StartAsync(string folder, string bucket)
    {
        ForeignTool.Require("swift-proxy-server");
        Directory.CreateDirectory(Path.Combine(folder, "devices", "disk"));
        var server = new SwiftServer(folder, LoopbackPort.Free());
        foreach (var ring in Rings)
        {
            server.StartRing(ring, LoopbackPort.Free());
        }

        server.Start("proxy", int.Parse(server.Endpoint.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), """
            [pipeline:main]
            pipeline = catch_errors cache s3api tempauth slo proxy-server
            [app:proxy-server]
            use = egg:swift#proxy
            allow_account_management = true
            account_autocreate = true
            [filter:tempauth]
            use = egg:swift#tempauth
            user_test_tester = testing .admin
            [filter:s3api]
            use = egg:swift#s3api
            [filter:slo]
            use = egg:swift#slo
            [filter:catch_errors]
            use = egg:swift#catch_errors
            [filter:cache]
            use = egg:swift#memcache
            memcache_servers = 127.0.0.1:1
            """);
        await server.CreateBucketAsync(bucket);
        return server;
    }

    public AmazonS3Client CreateClient() => new(Credentials, new AmazonS3Config
    {
        ServiceURL = $"http://{Endpoint}",
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    void StartRing(string name, int port)
    {
        var builder = Path.Combine(_folder, $"{name}.builder");
        ForeignTool.Run("swift-ring-builder", builder, "create", "4", "1", "1");
        ForeignTool.Run("swift-ring-builder", builder, "add", $"r1z1-127.0.0.1:{port}/disk", "1");
        ForeignTool.Run("swift-ring-builder", builder, "rebalance");
        Start(name, port, $"""
            [pipeline:main]
            pipeline = {name}-server
            [app:{name}-server]
            use = egg:swift#{name}
            """);
    }

    void Start(string name, int port, string sections)
    {
        var path = Path.Combine(_folder, $"{name}.conf");
        File.WriteAllText(path, $"""
            [DEFAULT]
            bind_ip = 127.0.0.1
            bind_port = {port}
            workers = 0
            user = {Environment.UserName}
            swift_dir = {_folder}
            devices = {Path.Combine(_folder, "devices")}
            mount_check = false
            disable_fallocate = true
            log_address = {Path.Combine(_folder, "no-log")}
            {sections}
            """);
        var start = new ProcessStartInfo($"swift-{name}-server", [path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    async Task CreateBucketAsync(string bucket)
    {
        using var client = CreateClient();
        for (var began = Stopwatch.StartNew(); ; await Task.Delay(250))
        {
            try
            {
                await client.PutBucketAsync(bucket);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or AmazonServiceException or AmazonClientException && began.Elapsed < StartTimeout)
            {
                // Some of the four do not listen yet.
            }
        }
    }
}
