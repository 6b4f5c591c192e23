using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Configuration;
using TalosBoot.Testing;
using FactoryClusterOptions = TalosBoot.Factory.Options.ClusterOptions;

namespace TalosBoot.Factory.Orleans.Tests.Kubernetes;

/// <summary>What a replica says of a pod that lacks something.</summary>
[TestFixture]
internal sealed class PodEnvironmentTests
{
    static readonly FactoryClusterOptions Options = new() { Redis = "redis:6379", IsOnKubernetes = true };

    TemporaryFolder _folder = null!;
    Dictionary<string, string> _variables = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        _folder.WriteFile("token", [1]);
        _folder.WriteFile("ca.crt", [1]);
        _variables = new Dictionary<string, string>
        {
            ["POD_NAME"] = "image-factory-0",
            ["POD_NAMESPACE"] = "factory",
            ["POD_IP"] = "fd00::7",
            ["ORLEANS_SERVICE_ID"] = "image-factory",
            ["ORLEANS_CLUSTER_ID"] = "image-factory",
            ["KUBERNETES_SERVICE_HOST"] = "10.96.0.1",
            ["KUBERNETES_SERVICE_PORT"] = "443",
        };
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Nothing_is_wrong_with_a_pod_that_has_all()
    {
        Assert.That(FindProblems(Options), Is.Empty);
        Assert.That(Read(Options).Address.ToString(), Is.EqualTo("fd00::7"));
    }

    [TestCase("POD_NAME", "fieldPath: \"metadata.name\"")]
    [TestCase("POD_NAMESPACE", "fieldPath: \"metadata.namespace\"")]
    [TestCase("POD_IP", "fieldPath: \"status.podIP\"")]
    [TestCase("ORLEANS_SERVICE_ID", "Give the pod the label orleans/serviceId: image-factory.")]
    [TestCase("ORLEANS_CLUSTER_ID", "fieldPath: \"metadata.labels['orleans/clusterId']\"")]
    [TestCase("KUBERNETES_SERVICE_HOST", "which Kubernetes sets in each pod")]
    [TestCase("KUBERNETES_SERVICE_PORT", "which Kubernetes sets in each pod")]
    public void A_variable_that_is_missing_is_named_with_what_to_write(string variable, string advice)
    {
        _variables.Remove(variable);

        Assert.That(FindProblems(Options), Has.Count.EqualTo(1));
        Assert.That(FindProblems(Options)[0], Does.Contain($"the environment variable {variable}").And.Contains(advice));
    }

    [TestCase("token")]
    [TestCase("ca.crt")]
    public void A_pod_without_a_service_account_is_told_of(string file)
    {
        File.Delete(_folder[file]);

        Assert.That(FindProblems(Options), Has.Count.EqualTo(1));
        Assert.That(FindProblems(Options)[0], Does.Contain(_folder[file]).And.Contains("serviceAccountName"));
    }

    [Test]
    public void Labels_of_another_cluster_are_told_of()
    {
        _variables["ORLEANS_CLUSTER_ID"] = "other";

        Assert.That(FindProblems(Options), Has.Count.EqualTo(1));
        Assert.That(FindProblems(Options)[0], Does.Contain("cluster.name, \"image-factory\", got \"other\""));
    }

    [Test]
    public void An_address_that_is_none_is_told_of() =>
        Assert.That(FindProblems(Options, ("POD_IP", "pod.example.com")), Has.Count.EqualTo(1).And.All.Contains("got \"pod.example.com\""));

    [Test]
    public void The_address_of_the_configuration_comes_before_that_of_the_pod()
    {
        var options = new FactoryClusterOptions { Redis = "redis:6379", IsOnKubernetes = true, Address = "192.0.2.1" };
        _variables.Remove("POD_IP");

        Assert.That(FindProblems(options), Is.Empty);
        Assert.That(Read(options).Address.ToString(), Is.EqualTo("192.0.2.1"));
    }

    [Test]
    public void A_service_that_is_no_pod_does_not_start() =>
        Assert.That(
            () => new ServiceCollection().AddImageFactoryOrleans(Options),
            Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains("POD_NAME").And.Message.Contains("KUBERNETES_SERVICE_HOST"));

    List<string> FindProblems(FactoryClusterOptions options, params (string Name, string Value)[] changed)
    {
        foreach (var (name, value) in changed)
        {
            _variables[name] = value;
        }

        return [.. Read(options).FindProblems()];
    }

    PodEnvironment Read(FactoryClusterOptions options) => new(options, _variables.GetValueOrDefault, _folder[string.Empty]);
}
