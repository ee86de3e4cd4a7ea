// Entry of the chat page.
import "../common/base.css";
import "./chat.css";
import { render } from "preact";
import { markLanguage } from "../common/lang";
import { answerWorker } from "../common/updates";
import { registerWorker } from "../common/worker";
import { Client } from "./client";
import { App } from "./ui/app";
import { errorWords } from "./words";

markLanguage();
const client = new Client();
client.wording = errorWords;
const place = document.getElementById("app");
if (place) render(<App client={client} />, place);
registerWorker();
answerWorker();
