using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TalosBoot.Factory.Orleans.Tests.Replicas;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Orleans.Tests.Kubernetes;

/// <summary>Two replicas as pods of a Kubernetes whose API is played, which find each other in Redis and share a folder.</summary>
[TestFixture]
internal sealed class PodTests
{
    const string Pod = "image-factory-";

    // One that was declared dead looks into the table of members once in a minute at least, and ends then.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    readonly int _port = LoopbackPort.Free();
    TemporaryFolder _folder = null!;
    RedisPlace _redis = null!;
    FakeKubernetes _kubernetes = null!;
    PodProcess[] _pods = [];

    [SetUp]
    public async Task StartAsync()
    {
        PrivateMount.Require();
        ForeignTool.Require("redis-cli");
        _folder = new TemporaryFolder();
        _redis = RedisPlace.Start();
        _kubernetes = await FakeKubernetes.StartAsync("image-factory");
        _kubernetes.WriteServiceAccount(_folder["serviceaccount"]);
        _pods = [.. Enumerable.Range(0, 2).Select(Configure)];
        _kubernetes.Add($"{Pod}0");
        _kubernetes.Add($"{Pod}1");
        await Task.WhenAll(_pods.Select(pod => pod.StartAsync()));
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var pod in _pods)
        {
            pod.Dispose();
        }

        if (_kubernetes is not null)
        {
            await _kubernetes.DisposeAsync();
        }

        _redis?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public async Task Pods_are_members_under_their_names_and_addresses_and_leave_when_Kubernetes_deletes_them()
    {
        await WaitAsync(() => _kubernetes.Watches == 2, "both watch the pods");
        Assert.That(ReadMembers(), Is.EquivalentTo(new[] { ($"{Pod}0", $"127.0.0.1:{_port}", "Active"), ($"{Pod}1", $"127.0.0.2:{_port}", "Active") }));
        await DownloadAsync(_pods[1], "together");

        // It answers the other one all the time: nothing but its pod says that it is gone, as when a node is cut off from Kubernetes.
        var watch = Stopwatch.StartNew();
        _kubernetes.Delete($"{Pod}1");
        await WaitAsync(() => IsMember(1, "Dead"), "it is no member any longer");
        var declared = watch.Elapsed;
        await _pods[1].WaitForEndAsync(Patience);
        TestContext.Out.WriteLine($"Dead {declared.TotalSeconds:F1} s after its pod was deleted; its process ended after {watch.Elapsed.TotalSeconds:F1} s.");
        Assert.That(_pods[1].Log, Does.Contain("I have been told I am dead"));
        await DownloadAsync(_pods[0], "alone");

        // The StatefulSet makes a pod of the same name, which is another member.
        _kubernetes.Add($"{Pod}1");
        await _pods[1].StartAsync();
        Assert.That(IsMember(1, "Active"));
        await DownloadAsync(_pods[1], "again");

        await _pods[1].KillAsync();
        watch.Restart();
        _kubernetes.Delete($"{Pod}1");
        await DownloadAsync(_pods[0], "after the crash");
        await WaitAsync(() => !IsMember(1, "Active"), "it is no member any longer");
        TestContext.Out.WriteLine($"Dead {watch.Elapsed.TotalSeconds:F1} s after it was killed.");
        Assert.That(_kubernetes.Refused, Is.Empty, "nothing was asked that the Role of the manifest does not allow");
    }

    [Test]
    public async Task A_replica_whose_service_account_may_not_read_pods_ends_with_a_sentence()
    {
        await _pods[1].KillAsync();
        _kubernetes.AnswersNobody = true;

        await _pods[1].StartInVainAsync();

        Assert.That(_pods[1].Log, Does.Contain("may get, list and watch pods in the namespace factory"));
    }

    PodProcess Configure(int number)
    {
        var http = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var configuration = _folder.WriteFile($"pod-{number}.yaml", Encoding.UTF8.GetBytes($$$"""
            http: {httpListenAddr: "{{{http.Authority}}}", externalURL: "http://factory.example.com/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            artifacts: {core: {folder: "{{{DemoRelease.Folder}}}"}}
            storage: {folder: "{{{_folder["store"]}}}"}
            cluster: {{{{_redis.Configuration}}}, kubernetes: true, port: {{{_port}}}}
            """));
        return new PodProcess($"{Pod}{number}", $"127.0.0.{number + 1}", _kubernetes, configuration, _folder["serviceaccount"], http);
    }

    static async Task DownloadAsync(PodProcess pod, string argument)
    {
        using var created = await pod.Http.PostAsync(
            new Uri("/schematics", UriKind.Relative), new StringContent($"customization: {{extraKernelArgs: [\"{argument}\"]}}"));
        Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Created), pod.Log);
        var schematic = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var asset = await pod.Http.GetAsync(new Uri($"/image/{schematic}/{DemoRelease.Version}/initramfs-amd64.xz", UriKind.Relative));
        Assert.That(asset.StatusCode, Is.EqualTo(HttpStatusCode.OK), pod.Log);
    }

    /// <summary>Whether a pod is a member of that status. One of its earlier lives may have another.</summary>
    bool IsMember(int number, string status) => ReadMembers().Any(member => member.Name == $"{Pod}{number}" && member.Status == status);

    /// <summary>The members of the cluster as Orleans keeps them in Redis.</summary>
    List<(string Name, string Address, string Status)> ReadMembers()
    {
        var answer = ForeignTool.Run("redis-cli", "-p", $"{_redis.Port}", "--raw", "HVALS", "image-factory/members/image-factory").Output;
        return
        [
            .. answer.Split('\n').Where(line => line.Contains("SiloName", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(member => (
                    member.GetProperty("SiloName").GetString()!,
                    member.GetProperty("SiloAddress").GetProperty("SiloAddress").GetString()!.Split('@')[0],
                    $"{(SiloStatus)member.GetProperty("Status").GetInt32()}")),
        ];
    }

    async Task WaitAsync(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(100))
        {
            Assert.That(waited.Elapsed, Is.LessThan(Patience), () => $"{what}\n{string.Join("\n\n", _pods.Select(pod => pod.Log))}");
        }
    }
}
