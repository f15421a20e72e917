//! The kernel on real sockets of this machine, with an interpreter of a few lines.

#![allow(clippy::unwrap_used)]

use std::net::{Ipv4Addr, TcpListener};
use std::thread;
use std::time::Duration;

use jupyter_protocol::{
    ConnectionInfo, ExecuteRequest, InterruptRequest, IsCompleteRequest, JupyterMessage, JupyterMessageContent as C,
    KernelInfoRequest, ShutdownRequest, Transport,
};
use jupyter_zmq_client::{
    ClientControlConnection, ClientIoPubConnection, ClientShellConnection, create_client_control_connection,
    create_client_iopub_connection, create_client_shell_connection_with_identity, peer_identity_for_session,
};
use nth_base::Cancel;
use nth_kernel::{Bundle, Completed, Error, Failed, Interpreter, Output, Ran, serve};
use tokio::time::timeout;

/// Shows the code of a cell, fails at `fail`, and waits for an interrupt at `wait`.
struct Echo(Cancel);

impl Interpreter for Echo {
    fn run(&mut self, code: &str, output: &mut dyn FnMut(Output)) -> Ran {
        self.0.reset();
        output(Output::Text(format!("{code}\n")));
        let failed = |name: &str| {
            Some(Failed { name: name.to_owned(), message: String::new(), details: "\u{1b}[31mx\u{1b}[0m".to_owned() })
        };
        match code {
            "fail" => Ran { failed: failed("error"), ..Ran::default() },
            "wait" => {
                while !self.0.is_raised() {
                    thread::yield_now();
                }
                Ran { failed: failed("interrupted"), ..Ran::default() }
            }
            "warn" => {
                output(Output::Warning("\u{1b}[33m<w>\u{1b}[0m".to_owned()));
                Ran::default()
            }
            other => Ran { value: Some(Bundle::plain(other)), ..Ran::default() },
        }
    }

    fn complete(&mut self, _: &str, at: usize) -> Completed {
        Completed { start: 0, matches: vec![at.to_string()] }
    }

    fn inspect(&mut self, _: &str, _: usize) -> Option<String> {
        None
    }

    fn is_incomplete(&self, code: &str) -> bool {
        code.ends_with('(')
    }
}

fn connection() -> ConnectionInfo {
    let ports: Vec<TcpListener> = (0..5).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()).collect();
    let port = |k: usize| ports[k].local_addr().unwrap().port();
    ConnectionInfo {
        ip: "127.0.0.1".to_owned(),
        transport: Transport::TCP,
        shell_port: port(0),
        iopub_port: port(1),
        stdin_port: port(2),
        control_port: port(3),
        hb_port: port(4),
        key: "secret".to_owned(),
        signature_scheme: "hmac-sha256".to_owned(),
        kernel_name: None,
    }
}

struct Client {
    shell: ClientShellConnection,
    control: ClientControlConnection,
    iopub: ClientIoPubConnection,
}

async fn client(info: &ConnectionInfo) -> Client {
    let session = JupyterMessage::from(KernelInfoRequest {}).header.session;
    let identity = peer_identity_for_session(&session).unwrap();
    Client {
        shell: create_client_shell_connection_with_identity(info, &session, identity).await.unwrap(),
        control: create_client_control_connection(info, &session).await.unwrap(),
        iopub: create_client_iopub_connection(info, "", &session).await.unwrap(),
    }
}

impl Client {
    async fn ask(&mut self, request: impl Into<JupyterMessage>) -> C {
        self.shell.send(request.into()).await.unwrap();
        self.shell.read().await.unwrap().content
    }

    /// Types of the messages that a cell publishes, and the reply.
    async fn run(&mut self, code: &str) -> (Vec<String>, serde_json::Value) {
        let reply = self.ask(ExecuteRequest::new(code.to_owned())).await;
        let mut kinds = Vec::new();
        loop {
            let message = self.iopub.read().await.unwrap();
            let is_status = message.message_type() == "status";
            if is_status && serde_json::to_value(&message.content).unwrap()["execution_state"] == "idle" {
                return (kinds, serde_json::to_value(&reply).unwrap());
            }
            if !is_status {
                kinds.push(message.message_type().to_owned());
            }
        }
    }
}

async fn talk(info: ConnectionInfo) {
    let mut client = client(&info).await;
    let C::KernelInfoReply(reply) = client.ask(KernelInfoRequest {}).await else { panic!("no reply") };
    assert_eq!(reply.implementation, "nth");
    // The subscription may reach the kernel later than the first cells.
    while timeout(Duration::from_millis(50), client.iopub.read()).await.is_err() {
        client.ask(KernelInfoRequest {}).await;
    }
    while timeout(Duration::from_millis(50), client.iopub.read()).await.is_ok() {}

    let (kinds, reply) = client.run("a").await;
    assert_eq!(kinds, ["execute_input", "stream", "execute_result"]);
    assert_eq!((&reply["status"], &reply["execution_count"]), (&"ok".into(), &1.into()));
    assert_eq!(client.run("warn").await.0, ["execute_input", "stream", "display_data"]);
    let (kinds, reply) = client.run("fail").await;
    assert_eq!(kinds, ["execute_input", "stream", "error"]);
    assert_eq!((&reply["status"], &reply["ename"]), (&"error".into(), &"error".into()));

    let C::IsCompleteReply(reply) = client.ask(IsCompleteRequest { code: "f(".to_owned() }).await else {
        panic!("no reply")
    };
    assert_eq!(serde_json::to_value(reply).unwrap()["status"], "incomplete");

    // A request with another key has no answer, and harms nobody.
    let wrong = ConnectionInfo { key: "another".to_owned(), ..info.clone() };
    let mut stranger = self::client(&wrong).await;
    stranger.shell.send(KernelInfoRequest {}.into()).await.unwrap();
    assert!(timeout(Duration::from_millis(200), stranger.shell.read()).await.is_err());

    // An interrupt is answered while the cell runs.
    let wait = ExecuteRequest { code: "wait".to_owned(), stop_on_error: false, ..ExecuteRequest::default() };
    client.shell.send(wait.into()).await.unwrap();
    while client.iopub.read().await.unwrap().message_type() != "stream" {}
    client.control.send(InterruptRequest {}.into()).await.unwrap();
    assert_eq!(client.control.read().await.unwrap().message_type(), "interrupt_reply");
    let reply = serde_json::to_value(client.shell.read().await.unwrap().content).unwrap();
    assert_eq!(reply["ename"], "interrupted");

    client.control.send(ShutdownRequest { restart: false }.into()).await.unwrap();
    assert_eq!(client.control.read().await.unwrap().message_type(), "shutdown_reply");
}

#[test]
fn a_visit() {
    let info = connection();
    let text = serde_json::to_string(&info).unwrap();
    let kernel = thread::spawn(move || {
        let cancel = Cancel::new();
        let echo = Echo(cancel.clone());
        serve(&text, move || Box::new(echo), &cancel, || false)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { timeout(Duration::from_secs(60), talk(info)).await.unwrap() });
    kernel.join().unwrap().unwrap();
}

#[test]
fn wrong_connection_files_are_errors() {
    let serve = |text: &str| serve(text, || Box::new(Echo(Cancel::new())), &Cancel::new(), || true);
    assert!(matches!(serve("{}"), Err(Error::Connection(_))));
    let other = ConnectionInfo { signature_scheme: "hmac-md5".to_owned(), ..connection() };
    assert!(matches!(serve(&serde_json::to_string(&other).unwrap()), Err(Error::Signatures(_))));
    // A kernel whose client is gone ends.
    serve(&serde_json::to_string(&connection()).unwrap()).unwrap();
}
