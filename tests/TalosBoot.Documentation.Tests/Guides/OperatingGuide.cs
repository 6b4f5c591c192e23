using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TalosBoot.AspNetCore;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.DependencyInjection;
using TalosBoot.Errors;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Sigstore;
using TalosBoot.Testing;

namespace TalosBoot.Documentation.Tests.Guides;

/// <summary>The programs of the guides on registries, signatures, hosts, web servers, progress, failures and air gaps.</summary>
sealed class OperatingGuide
{
    [Test]
    public async Task Registries()
    {
        #region registry
        await using var talos = TalosBootEngine.Create(options =>
        {
            options.CacheDirectory = Path.Combine(Path.GetTempPath(), "talosboot-guide");
            options.Registry = new RegistryOptions
            {
                Mirrors = new Dictionary<string, RegistryMirrors>
                {
                    ["ghcr.io"] = new() { Endpoints = [new RegistryMirror(new Uri("https://mirror.example.com/"))], SkipFallback = true },
                },
                Credentials = new StaticCredentials(new Dictionary<string, RegistryCredential>
                {
                    ["mirror.example.com"] = RegistryCredential.Basic("robot", Environment.GetEnvironmentVariable("MIRROR_PASSWORD") ?? string.Empty),
                }),
            };
        });
        #endregion

        Assert.That(talos.CreateAsset(), Is.Not.Null);
    }

    [Test]
    public async Task Signatures()
    {
        var keyFile = Path.Combine(TestContext.CurrentContext.WorkDirectory, "cosign.pub");
        using (var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
        {
            await File.WriteAllTextAsync(keyFile, key.ExportSubjectPublicKeyInfoPem());
        }

        #region signatures
        var policy = new SignaturePolicy { Keys = [VerificationKey.ParsePem(await File.ReadAllTextAsync(keyFile))] };
        await using var talos = TalosBootEngine.Create(options => options.SignaturePolicy = policy);
        #endregion

        Assert.That(policy.Keys, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Air_gap()
    {
        var folder = DemoRelease.Folder;

        #region air-gap
        await using var talos = TalosBootEngine.Create(options => options.Images = OciLayout.Open(folder));   // nothing else is asked for images
        #endregion

        Assert.That(talos, Is.Not.Null);
    }

    [Test]
    public async Task Hosts()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        var folder = DemoRelease.Folder;

        #region host
        builder.Services.AddTalosBoot(options => options.Images = OciLayout.Open(folder));
        await using var app = builder.Build();

        app.MapGet("/{platform}.iso", async (string platform, TalosBootEngine talos, CancellationToken cancellation) =>
        {
            var asset = await talos.CreateAsset()
                .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform(platform)
                .AsIso()
                .PlanAsync(cancellationToken: cancellation);
            return Results.Extensions.BootAsset(asset, entityTag: await BootAssetEntityTag.CreateAsync(asset, cancellation));
        });
        #endregion

        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metal.iso") { Headers = { Range = new(32769, 32773) } };
        using var response = await client.SendAsync(request);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("CD001"));
    }

    [Test]
    public async Task Progress_and_cancellation()
    {
        await using var talos = GuideEngine.Create();
        using var folder = new TemporaryFolder();
        var path = folder["metal-amd64.iso"];

        #region progress
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var progress = new Progress<BuildProgress>(step => Console.WriteLine($"{step.Stage} {step.Item}: {step.BytesDone} of {step.BytesTotal} bytes"));

        using var asset = await talos.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
            .AsIso()
            .PlanAsync(progress, deadline.Token);
        await asset.WriteToFileAsync(path, progress, deadline.Token);
        #endregion

        Assert.That(new FileInfo(path).Length, Is.EqualTo(asset.Size));
    }

    [Test]
    public async Task Failures()
    {
        await using var talos = GuideEngine.Create();
        var exitCode = ExitCode.Success;

        #region failures
        try
        {
            using var asset = await talos.CreateAsset().ForTalos("v1.12.0").ForPlatform("metal").AsIso().PlanAsync();
        }
        catch (TalosBootException failure)
        {
            Console.Error.WriteLine(failure.Message);        // TB1001: … names the value, the limit, and what to do
            exitCode = FailureMap.ToExitCode(failure);
        }
        #endregion

        Assert.That(exitCode, Is.EqualTo(ExitCode.InvalidInput));
    }
}
