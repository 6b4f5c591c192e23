using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>How containers of an image are run: all that upstream's tools know (docs/formats/oci.md). Only what is told is there.</summary>
public sealed record ImageRuntimeConfig
{
    /// <summary>Whether standard error is attached.</summary>
    [JsonPropertyName("AttachStderr")]
    public bool AttachStandardError { get; init; }

    /// <summary>Whether standard input is attached.</summary>
    [JsonPropertyName("AttachStdin")]
    public bool AttachStandardInput { get; init; }

    /// <summary>Whether standard output is attached.</summary>
    [JsonPropertyName("AttachStdout")]
    public bool AttachStandardOutput { get; init; }

    /// <summary>The arguments.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>How containers are found to be healthy.</summary>
    [JsonPropertyName("Healthcheck")]
    public ImageHealthCheck? HealthCheck { get; init; }

    /// <summary>The name of the domain.</summary>
    [JsonPropertyName("Domainname")]
    public string? DomainName { get; init; }

    /// <summary>The program.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>The environment, <c>NAME=value</c>.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Environment { get; init; }

    /// <summary>The name of the host.</summary>
    [JsonPropertyName("Hostname")]
    public string? HostName { get; init; }

    /// <summary>The image that this one was made from.</summary>
    [JsonPropertyName("Image")]
    public string? Image { get; init; }

    /// <summary>Labels.</summary>
    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What is done when another image is made from this one.</summary>
    [JsonPropertyName("OnBuild")]
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>Whether standard input stays open when nothing is attached.</summary>
    [JsonPropertyName("OpenStdin")]
    public bool OpenStandardInput { get; init; }

    /// <summary>Whether standard input is closed when the first client leaves.</summary>
    [JsonPropertyName("StdinOnce")]
    public bool StandardInputOnce { get; init; }

    /// <summary>Whether there is a terminal.</summary>
    [JsonPropertyName("Tty")]
    public bool Terminal { get; init; }

    /// <summary>The user.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>The folders that are volumes.</summary>
    [JsonPropertyName("Volumes")]
    [JsonConverter(typeof(NameSetJsonConverter))]
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>The working directory.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDirectory { get; init; }

    /// <summary>The ports that are offered, such as <c>8080/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    [JsonConverter(typeof(NameSetJsonConverter))]
    public IReadOnlyList<string>? ExposedPorts { get; init; }

    /// <summary>Whether the arguments are escaped already (Windows).</summary>
    [JsonPropertyName("ArgsEscaped")]
    public bool ArgumentsEscaped { get; init; }

    /// <summary>Whether there is no network.</summary>
    [JsonPropertyName("NetworkDisabled")]
    public bool NetworkDisabled { get; init; }

    /// <summary>The address of the network interface.</summary>
    [JsonPropertyName("MacAddress")]
    public string? MacAddress { get; init; }

    /// <summary>The signal that stops a container.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>The shell that runs commands which are one text.</summary>
    [JsonPropertyName("Shell")]
    public IReadOnlyList<string>? Shell { get; init; }
}
